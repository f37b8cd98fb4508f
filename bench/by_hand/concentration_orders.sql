-- Customers of the range in tenths by their orders, largest first.
with ordered as (
    select customer, count(*) as value
    from orders
    where ordered_on between $from and $to and {filter}
    group by customer
),
members as (
    select customer from acquisitions where acquired_on <= $to and (canceled_on is null or canceled_on >= $from) and {filter}
    union
    select customer from usage_by_day where used_on between $from and $to and {filter}
),
valued as (
    select m.customer, coalesce(o.value, 0) as value
    from members as m
    left join ordered as o on o.customer = m.customer
),
ranked as (
    select value, row_number() over (order by value desc, customer) as place, count(*) over () as size
    from valued
),
bands as (
    select 10 * (place - 1) // size + 1 as band, count(*) as customers, sum(value) as value
    from ranked
    group by band
)
select
    10 * b.band as percentile, coalesce(s.customers, 0) as customers, coalesce(s.value, 0) as value,
    sum(coalesce(s.value, 0)) over (order by b.band) as cumulative_value,
    sum(coalesce(s.value, 0)) over (order by b.band) / nullif(sum(s.value) over (), 0) as cumulative_share,
    sum(s.value) over () as total, sum(s.customers) over () as size
from (select unnest(range(1, 11)) as band) as b
left join bands as s on s.band = b.band
order by b.band
