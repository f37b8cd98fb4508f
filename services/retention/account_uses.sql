-- who used an offer in an account, under which plans and billing types, each since when
select offer, account, customer, plan, billing_type, min(used_on) as first_used_on
from usage
group by offer, account, customer, plan, billing_type
order by offer, account, customer, plan, billing_type
