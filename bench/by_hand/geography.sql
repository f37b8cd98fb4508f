-- Customers of the range by country, with what they ordered and used in it.
with held as (
    select
        customer, min(acquired_on) as date_acquired,
        bool_or(acquired_on <= $to and (canceled_on is null or canceled_on >= $from)) as present
    from acquisitions
    where {filter}
    group by customer
),
used as (
    select customer, sum(normalized_hours) as normalized_hours, sum(raw_hours) as raw_hours
    from usage_by_day
    where used_on between $from and $to and {filter}
    group by customer
),
ordered as (
    select customer, count(*) as orders
    from orders
    where ordered_on between $from and $to and {filter}
    group by customer
),
members as (
    select customer from held where present
    union
    select customer from used
)
select
    c.country, min(c.country_code) as country_code, count(*) as customers, count(*) / sum(count(*)) over () as share,
    count(*) filter (where h.date_acquired between $from and $to) as new_customers,
    coalesce(sum(o.orders), 0) as orders,
    coalesce(sum(u.normalized_hours), 0) as normalized_hours,
    coalesce(sum(u.raw_hours), 0) as raw_hours
from members as m
join customers as c on c.customer = m.customer
left join held as h on h.customer = m.customer
left join used as u on u.customer = m.customer
left join ordered as o on o.customer = m.customer
group by c.country
order by customers desc, c.country nulls last
