-- accounts of the base eligible in a period of an offer, retained in it (1) or dormant (0)
select
    s.account, s.first_day, s.last_day, $as_of - s.last_day as days_since_last_use,
    cast(e.revenue as bigint) as revenue, cast(e.revenue_on_day as bigint) as revenue_on_day
from account_spans as s
join (
    select
        account, sum(revenue) as revenue,
        sum(case when n // $days = $period then revenue else 0 end) as revenue_on_day,
        max(case when n // $days = $period then 1 else 0 end) as retained
    from account_days
    where offer = $offer and n < ($period + 1) * $days
    group by account
) as e on e.account = s.account
where s.offer = $offer and s.first_day between $base_from and $base_to
    and ($period + 1) * $days <= $as_of - s.first_day + 1
    and e.retained = $retained
