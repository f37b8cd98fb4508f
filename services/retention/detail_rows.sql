-- the same rows with all that they show, from `chosen`: usage of an offer, some or all customers with their whole history;
-- currency, channel, billing type and account are those of the row with most hours
with own as (
    select c.*, coalesce(c.plan, 2147483647) as plan_order, f.first_day
    from chosen as c
    join account_days as f on f.offer = c.offer and f.account = c.account and f.n = 0
),
days as (
    select used_on, customer, plan_order, sum(coalesce(revenue, 0)) as revenue_on_day
    from own
    group by used_on, customer, plan_order
),
earned as (
    select
        used_on, customer, plan_order, revenue_on_day,
        sum(revenue_on_day) over (
            partition by customer, plan_order order by used_on rows unbounded preceding
        ) as revenue
    from days
),
ranked as (
    select
        *,
        row_number() over (
            partition by used_on, customer, plan_order
            order by
                normalized_hours desc nulls last, raw_hours desc nulls last, currency nulls last,
                sales_channel nulls last, billing_type nulls last, subscription nulls last, account
        ) as place
    from own
    where used_on between $window_from and $window_to
)
select
    -r.used_on as newest, r.customer, r.plan_order, r.used_on as retained_on, r.plan, r.billing_type, r.currency,
    r.sales_channel, r.first_day, r.used_on - r.first_day as days_from_first_use,
    cast(e.revenue as bigint) as revenue, cast(e.revenue_on_day as bigint) as revenue_on_day,
    lower(r.billing_type) as billing_type_folded, lower(r.currency) as currency_folded,
    lower(r.sales_channel) as sales_channel_folded, lower(p.plan_id) as plan_id_folded, lower(p.name) as plan_name_folded
from ranked as r
join earned as e on e.used_on = r.used_on and e.customer = r.customer and e.plan_order = r.plan_order
left join plans as p on p.plan = r.plan
where r.place = 1
