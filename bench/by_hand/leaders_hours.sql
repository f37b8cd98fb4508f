-- The 50 customers of the range with most hours, beside the total of all.
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
