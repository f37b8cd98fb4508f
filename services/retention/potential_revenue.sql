-- per offer and period n: accounts eligible in n, with usage in n - 1 and none in n; their revenue up to and in n - 1
with reached as (
    select
        offer, account, first_day, n // $days as period, sum(revenue) as revenue,
        arg_max(revenue_to_date, n) as accumulated
    from account_days
    where first_day between $base_from and $base_to
    group by offer, account, first_day, n // $days
)
select
    p.offer, p.period + 1 as n, count(*) as accounts, cast(sum(p.accumulated) as bigint) as accumulated,
    cast(sum(p.revenue) as bigint) as daily
from reached as p
left join reached as f on f.offer = p.offer and f.account = p.account and f.period = p.period + 1
where f.account is null and (p.period + 2) * $days <= $as_of - p.first_day + 1
group by p.offer, p.period
order by p.offer, p.period
