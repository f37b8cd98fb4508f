-- accounts of the base eligible in a period of an offer, retained in it (1) or dormant (0)
select
    account, min(first_day) as first_day, max(day) as last_day, $as_of - max(day) as days_since_last_use,
    cast(sum(case when n < ($period + 1) * $days then revenue else 0 end) as bigint) as revenue,
    cast(sum(case when n // $days = $period then revenue else 0 end) as bigint) as revenue_on_day
from account_days
where offer = $offer and first_day between $base_from and $base_to
    and ($period + 1) * $days <= $as_of - first_day + 1
group by account
having max(case when n // $days = $period then 1 else 0 end) = $retained
