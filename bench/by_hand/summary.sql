-- Customers active, new and existing in the last month, churned in all of them, with the growth of the active.
with months as (
    select unnest(range($first - 1, $last + 1)) as month
),
held as (
    select
        customer, acquired_month, coalesce(canceled_month, 1000000) as canceled_month,
        min(acquired_month) over (partition by customer) as first_month
    from acquisitions
    where {filter}
),
standing as (
    select m.month, h.customer, h.first_month, max(h.canceled_month) > m.month as is_active
    from months as m
    join held as h on h.acquired_month <= m.month and h.canceled_month >= m.month
    group by m.month, h.customer, h.first_month
),
counted as (
    select
        count(*) filter (where is_active and month = $last) as active,
        count(*) filter (where is_active and month = $last and first_month = $last) as new,
        count(*) filter (where not is_active and month >= $first) as churned,
        count(*) filter (where is_active and month = $last - 1) as before,
        count(*) filter (where is_active and month = $first) as start
    from standing
)
select
    active as total, active, new, active - new as existing, churned,
    (active - before) / nullif(before, 0) as from_previous,
    (active - start) / nullif(start, 0) as from_start
from counted
