-- The 50 newest days of usage of the offer by customer and plan, and how many there are in the 18 months.
with {segment}keys as materialized (
    select distinct used_on, customer, plan
    from usage
    where offer = $offer and used_on between $window_from and $as_of and {usage_filter}
),
page as materialized (
    select used_on, customer, plan
    from keys
    order by used_on desc, customer, plan nulls last
    limit 51
),
own as materialized (
    select *
    from usage
    where offer = $offer and customer in (select customer from page) and {usage_filter}
),
earned as (
    select
        g.used_on, g.customer, g.plan, sum(o.revenue) as revenue,
        sum(o.revenue) filter (where o.used_on = g.used_on) as revenue_on_day
    from page as g
    join own as o on o.customer = g.customer and o.plan is not distinct from g.plan and o.used_on <= g.used_on
    group by g.used_on, g.customer, g.plan
),
main as (
    select o.*
    from own as o
    join page as g on g.used_on = o.used_on and g.customer = o.customer and g.plan is not distinct from o.plan
    qualify row_number() over (
        partition by o.used_on, o.customer, o.plan
        order by
            o.normalized_hours desc nulls last, o.raw_hours desc nulls last, o.currency::varchar nulls last,
            o.sales_channel::varchar nulls last, o.billing_type::varchar nulls last, o.subscription nulls last, o.account
    ) = 1
),
firsts as (
    select account, any_value(first_day) as first_day
    from {days}
    where offer = $offer and account in (select account from main)
    group by account
)
select
    c.customer_id, p.plan_id, g.used_on as retained_on, f.first_day, g.used_on - f.first_day as days_from_first_use, e.revenue,
    e.revenue_on_day, m.currency, m.sales_channel, m.billing_type, c.company_name, c.country, c.country_code, p.name as plan,
    o.offer_id, o.name as offer, (select count(*) from keys) as total
from page as g
join main as m on m.used_on = g.used_on and m.customer = g.customer and m.plan is not distinct from g.plan
join earned as e on e.used_on = g.used_on and e.customer = g.customer and e.plan is not distinct from g.plan
join firsts as f on f.account = m.account
join customers as c on c.customer = g.customer
join offers as o on o.offer = $offer
left join plans as p on p.plan = g.plan
order by g.used_on desc, g.customer, g.plan nulls last
