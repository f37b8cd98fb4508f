-- who used an offer in some accounts, under which plans and billing types, each since when
select u.account, a.account_id, u.customer, u.plan, u.billing_type, u.first_used_on
from account_uses as u
join accounts as a on a.account = u.account
where u.offer = $offer and u.account in (select unnest(cast($accounts as integer[])))
order by u.account, u.customer, u.plan, u.billing_type
