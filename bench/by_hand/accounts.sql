-- The first 50 accounts of the base that were retained or dormant a day after their first use, most revenue first; and how many there are.
with {segment}page as materialized (
    select
        account, first_day, sum(revenue) as revenue,
        coalesce(sum(revenue) filter (where day = first_day + 1), 0) as revenue_on_day, count(*) over () as total
    from {days}
    where offer = $offer and first_day between $base_from and $base_to and day <= first_day + 1
    group by account, first_day
    having (max(day) = first_day + 1) = $retained
    order by revenue desc, account
    limit 51
),
used as (
    select
        account, max(used_on) as last_day, arg_min(customer, (used_on, customer)) as customer,
        list(distinct plan order by plan) filter (where plan is not null) as plans,
        list(distinct billing_type::varchar order by billing_type::varchar) filter (where billing_type is not null) as billing_types
    from usage
    where offer = $offer and account in (select account from page) and {usage_filter}
    group by account
)
select
    a.account_id, g.first_day, u.last_day, $as_of - u.last_day as days_since_last_use, g.revenue, g.revenue_on_day, u.billing_types,
    list_transform(u.plans, lambda key: n.plans[key]) as plans, c.customer_id, c.company_name, c.email,
    c.personal_data, g.total
from page as g
join used as u on u.account = g.account
join accounts as a on a.account = g.account
join customers as c on c.customer = u.customer
cross join (select map_from_entries(list((plan, (plan_id, name)))) as plans from plans where offer = $offer) as n
order by g.revenue desc, g.account
