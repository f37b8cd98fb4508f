-- The days on which accounts used one plan of the offer, with their first use found anew.
select
    offer, account, used_on as day, month, sum(revenue) as revenue, min(used_on) over (partition by account) as first_day,
    min(month) over (partition by account) as first_month
from usage
where offer = $offer and plan = $plan
group by offer, account, used_on, month
