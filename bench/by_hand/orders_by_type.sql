-- Orders by month, of customers whose first acquisition or usage falls in it and of the others.
with firsts as (
    select customer, min(first_month) as first_month
    from (
        select customer, min(acquired_month) as first_month from acquisitions where {filter} group by customer
        union all
        select customer, min(month) as first_month from usage where {filter} group by customer
    )
    group by customer
),
ordered as (
    select
        customer,
        (12 * year(date '2000-01-01' + ordered_on) + month(date '2000-01-01' + ordered_on))::integer as month
    from orders
    where ordered_on between $from_before and $to and {filter}
),
totals as (
    select o.month, count(*) filter (where o.month = f.first_month) as new, count(*) as total
    from ordered as o
    join firsts as f on f.customer = o.customer
    group by o.month
)
select
    m.month, coalesce(t.new, 0) as new, coalesce(t.total - t.new, 0) as existing,
    if(m.month = $unfinished, null, coalesce(t.total, 0) / nullif(coalesce(b.total, 0), 0) - 1) as from_previous,
    if(m.month = $unfinished, null, coalesce(t.total, 0) / nullif(coalesce(s.total, 0), 0) - 1) as from_start
from (select unnest(range($first, $last + 1)) as month) as m
left join totals as t on t.month = m.month
left join totals as b on b.month = m.month - 1
left join totals as s on s.month = $first
order by m.month
