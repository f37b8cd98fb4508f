-- per offer and period n: accounts eligible in n, with usage in n - 1 and none in n; their revenue up to and in n - 1
with {told}lost as (
    select offer, account, n // $days as period, revenue, revenue_to_date
    from {days}
    where first_day between $base_from and $base_to
        and (next_n is null or next_n // $days > n // $days + 1)
        and (n // $days + 2) * $days <= $as_of - first_day + 1
),
accumulated as (
    select offer, period, count(*) as accounts, sum(revenue_to_date) as accumulated, sum(revenue) as on_last_day
    from lost
    group by offer, period
),
-- a period of one day has no other
daily as (
    select d.offer, d.n // $days as period, sum(d.revenue) as daily
    from {days} as d
    join lost as l on l.offer = d.offer and l.account = d.account and l.period = d.n // $days
    where {several}
    group by d.offer, d.n // $days
)
select
    a.offer, a.period + 1 as n, a.accounts, cast(a.accumulated as bigint) as accumulated,
    cast(coalesce(d.daily, a.on_last_day) as bigint) as daily
from accumulated as a
left join daily as d on d.offer = a.offer and d.period = a.period
order by a.offer, a.period
