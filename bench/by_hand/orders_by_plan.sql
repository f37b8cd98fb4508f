-- Orders of the range by plan: the five largest, and the others as one rest.
with counted as (
    select offer, plan, count(*) as value
    from orders
    where ordered_on between $from and $to and {filter}
    group by offer, plan
),
ranked as (
    select
        *, row_number() over (order by value desc, offer, plan nulls last) as place, sum(value) over () as total
    from counted
),
slices as (
    select
        least(place, 6) as place, if(place <= 5, offer, null) as offer, if(place <= 5, plan, null) as plan,
        count(*) as plans, sum(value) as value, any_value(total) as total
    from ranked
    group by all
)
select
    s.place, o.offer_id, o.name as offer, p.plan_id, p.name as plan, s.plans, s.value, s.value / nullif(s.total, 0) as share,
    s.total
from slices as s
left join offers as o on o.offer = s.offer
left join plans as p on p.plan = s.plan
order by s.place
