-- per offer and period: accounts of the base eligible in it, those of them with usage in it, and their revenue in it;
-- an account counts by its last day of usage in the period
with retained as (
    select
        offer, n // $days as period, sum(case when next_n // $days = n // $days then 0 else 1 end) as retained,
        sum(revenue) as revenue
    from {days}
    where first_day between $base_from and $base_to
        and (n // $days + 1) * $days <= $as_of - first_day + 1
    group by offer, n // $days
),
reach as (
    select offer, ($as_of - first_day + 1) // $days - 1 as last_period, count(*) as accounts
    from account_spans
    where first_day between $base_from and $base_to
    group by offer, ($as_of - first_day + 1) // $days - 1
),
ends as (
    select offer, max(last_period) as last_period
    from reach
    group by offer
),
periods as (
    select e.offer, p.period
    from ends as e
    cross join (select unnest(range(($as_of - $base_from + 1) // $days)) as period) as p
    where p.period <= e.last_period
)
select
    p.offer,
    p.period as n,
    cast(
        sum(coalesce(h.accounts, 0)) over (partition by p.offer order by p.period desc rows unbounded preceding)
        as bigint
    ) as eligible,
    coalesce(r.retained, 0) as retained,
    cast(coalesce(r.revenue, 0) as bigint) as revenue
from periods as p
left join reach as h on h.offer = p.offer and h.last_period = p.period
left join retained as r on r.offer = p.offer and r.period = p.period
order by p.offer, p.period
