-- the customer with the first use of each account of an offer, of several the lowest
select u.account, min(u.customer) as customer
from account_uses as u
join (select account, min(first_used_on) as used_on from account_uses where offer = $offer group by account) as f
    on f.account = u.account and f.used_on = u.first_used_on
where u.offer = $offer
group by u.account
