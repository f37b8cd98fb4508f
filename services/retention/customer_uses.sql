-- who used an offer in some accounts, under which plans and billing types, each since when
select u.offer, u.account, a.account_id, u.customer, u.plan, u.billing_type, min(u.first_used_on) as first_used_on
from account_uses as u
join accounts as a on a.account = u.account
where {chosen}
group by u.offer, u.account, a.account_id, u.customer, u.plan, u.billing_type
order by u.offer, u.account, u.customer, u.plan, u.billing_type
