-- Customers of the range in tenths by their hours, largest first.
with used as (
    select customer, sum({hours}) as value
    from usage_by_day
    where used_on between $from and $to and {filter}
    group by customer
),
held as (
    select distinct customer
    from acquisitions
    where acquired_on <= $to and (canceled_on is null or canceled_on >= $from) and {filter}
),
valued as (
    select customer, coalesce(u.value, 0) as value
    from held
    full join used as u using (customer)
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
