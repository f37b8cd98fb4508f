-- The 50 customers of the range with most orders, beside the total of all.
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
leaders as (
    select customer, value, sum(value) over () as total
    from valued
    order by value desc, customer
    limit 50
)
select
    row_number() over (order by l.value desc, l.customer) as place, c.customer_id, l.value,
    l.value / nullif(l.total, 0) as share, l.total, c.company_name,
    c.personal_data
from leaders as l
join customers as c on c.customer = l.customer
order by place
