-- The first 50 customers of the range, newest first, as things stand on its last day; and how many there are.
with held as (
    select
        customer, min(acquired_on) as date_acquired,
        bool_or(acquired_on <= $to and (canceled_on is null or canceled_on >= $from)) as present,
        bool_or(acquired_on <= $to and (canceled_on is null or canceled_on > $to)) as is_active,
        max(canceled_on) filter (where acquired_on <= $to) as last_canceled
    from acquisitions
    where {filter}
    group by customer
),
members as (
    select customer from held where present
    union
    select customer from usage_by_day where used_on between $from and $to and {filter}
),
page as materialized (
    select m.customer, h.date_acquired, h.is_active, h.last_canceled, count(*) over () as total
    from members as m
    left join held as h on h.customer = m.customer
    order by h.date_acquired desc nulls last, m.customer
    limit 51
),
shown as materialized (
    select customer, acquired_month, acquired_on, canceled_on, subscription, sales_channel
    from acquisitions
    where customer in (select customer from page) and {filter}
),
-- bought again in the range after a month at whose end nothing was held
returned as (
    select distinct customer
    from (
        select
            customer, acquired_month,
            max(coalesce(12 * year(date '2000-01-01' + canceled_on) + month(date '2000-01-01' + canceled_on), 1000000)) over (
                partition by customer order by acquired_month range between unbounded preceding and 1 preceding
            ) as held_to
        from shown
    )
    where acquired_month between $first and $last and held_to < acquired_month
),
ordered as (
    select
        customer, count(*) as orders,
        sum(quantity) filter (where canceled_on is null or canceled_on > $to) as seats
    from orders
    where ordered_on between $from and $to and customer in (select customer from page) and {filter}
    group by customer
),
used as materialized (
    select
        customer, sales_channel::varchar as sales_channel, subscription, sum(normalized_hours) as normalized_hours,
        sum(raw_hours) as raw_hours, sum(revenue) as revenue
    from usage_by_day
    where used_on between $from and $to and customer in (select customer from page) and {filter}
    group by all
),
summed as (
    select
        customer, sum(normalized_hours) as normalized_hours, sum(raw_hours) as raw_hours, sum(revenue) as revenue
    from used
    group by customer
),
dealings as (
    select
        d.customer, list(distinct d.sales_channel order by d.sales_channel) filter (where d.sales_channel is not null) as sales_channels,
        list(distinct s.subscription_id order by s.subscription_id)
            filter (where s.subscription_id is not null) as subscription_ids
    from (
        select customer, sales_channel, subscription from used
        union all
        select customer, sales_channel, subscription
        from shown
        where acquired_on <= $to and (canceled_on is null or canceled_on >= $from)
    ) as d
    left join subscriptions as s on s.subscription = d.subscription
    group by d.customer
)
select
    c.customer_id, g.date_acquired, if(g.is_active, null, g.last_canceled) as date_lost, coalesce(g.is_active, false) as is_active,
    r.customer is not null as reactivated, coalesce(o.orders, 0) as orders, coalesce(o.seats, 0) as seats,
    coalesce(u.normalized_hours, 0) as normalized_hours, coalesce(u.raw_hours, 0) as raw_hours, coalesce(u.revenue, 0) as revenue,
    d.sales_channels, d.subscription_ids, c.company_name, c.first_name, c.last_name, c.email, c.city, c.postal_code,
    c.state, c.country, c.language, c.customer_type,
    c.personal_data, g.total
from page as g
join customers as c on c.customer = g.customer
left join returned as r on r.customer = g.customer
left join ordered as o on o.customer = g.customer
left join summed as u on u.customer = g.customer
left join dealings as d on d.customer = g.customer
order by g.date_acquired desc nulls last, g.customer
