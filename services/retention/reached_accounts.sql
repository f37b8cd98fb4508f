-- accounts of the base eligible in a period of an offer, retained in it (1) or dormant (0)
select
    s.offer, e.retained, s.account, s.first_day, s.last_day, $as_of - s.last_day as days_since_last_use,
    cast(e.revenue as bigint) as revenue, cast(e.revenue_on_day as bigint) as revenue_on_day
from account_spans as s
join (
    select
        offer, account, sum(revenue) as revenue,
        sum(case when n // $days = $period then revenue else 0 end) as revenue_on_day,
        max(case when n // $days = $period then 1 else 0 end) as retained
    from {days}
    where n < ($period + 1) * $days
    group by offer, account
) as e on e.offer = s.offer and e.account = s.account
where s.first_day between $base_from and $base_to and ($period + 1) * $days <= $as_of - s.first_day + 1
