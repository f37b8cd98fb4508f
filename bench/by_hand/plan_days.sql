-- The days on which accounts used one plan of the offer, with their first use found anew.
select
    u.offer, u.account, u.used_on as day, u.month, sum(u.revenue) as revenue, f.first_day, f.first_month
from usage as u
join (
    select account, min(used_on) as first_day, min(month) as first_month
    from usage
    where offer = $offer and plan = $plan
    group by account
) as f on f.account = u.account
where u.offer = $offer and u.plan = $plan
group by u.offer, u.account, u.used_on, u.month, f.first_day, f.first_month
