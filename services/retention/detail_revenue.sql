-- the same rows with the revenue of that customer, offer and plan up to the day and on it
select offer, newest, customer, plan_order, retained_on, revenue, revenue_on_day
from (
    select
        offer, -used_on as newest, customer, plan_order, used_on as retained_on,
        cast(
            sum(revenue_on_day) over (
                partition by offer, customer, plan_order order by used_on rows unbounded preceding
            ) as bigint
        ) as revenue,
        cast(revenue_on_day as bigint) as revenue_on_day
    from (
        select offer, used_on, customer, plan_order, sum(coalesce(revenue, 0)) as revenue_on_day
        from own
        group by offer, used_on, customer, plan_order
    ) as days
) as earned
where retained_on between $window_from and $window_to
