-- per offer the first $limit rows of the details, newest first: looked for from the day on which there are as many
with counted as ({days}),
earliest as (
    select offer, min(used_on) as used_on
    from (
        select
            offer, used_on,
            sum(details) over (
                partition by offer order by used_on desc rows between unbounded preceding and 1 preceding
            ) as newer
        from counted
    ) as summed
    where coalesce(newer, 0) < $limit
    group by offer
)
select offer, newest, customer, plan_order
from (
    select *, row_number() over (partition by offer order by newest, customer, plan_order) as place
    from (
        select distinct u.offer, -u.used_on as newest, u.customer, coalesce(u.plan, 2147483647) as plan_order
        from uses as u
        join earliest as e on e.offer = u.offer and u.used_on between e.used_on and $window_to
    ) as late
) as ranked
where place <= $limit
