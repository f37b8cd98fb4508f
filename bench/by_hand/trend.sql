-- Customers active, new, existing, churned, acquired and reactivated by month, with the growth of the active.
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
-- what a customer held at the end of the month before, or acquired in the month
standing as (
    select
        m.month, h.customer, h.first_month, bool_or(h.acquired_month < m.month) as was_active,
        bool_or(h.canceled_month > m.month) as is_active
    from months as m
    join held as h on h.acquired_month <= m.month and h.canceled_month >= m.month
    group by m.month, h.customer, h.first_month
),
counted as (
    select
        m.month,
        count(*) filter (where s.is_active) as active,
        count(*) filter (where s.is_active and s.first_month = m.month) as new,
        count(*) filter (where not s.is_active) as churned,
        count(*) filter (where s.first_month = m.month) as acquired,
        count(*) filter (where not s.was_active and s.first_month < m.month) as reactivated
    from months as m
    left join standing as s on s.month = m.month
    group by m.month
)
select
    month, active, new, active - new as existing, churned, acquired, reactivated,
    (active - before) / nullif(before, 0) as from_previous,
    (active - start) / nullif(start, 0) as from_start
from (
    select
        *, lag(active) over (order by month) as before,
        max(active) filter (where month = $first) over () as start
    from counted
)
where month >= $first
order by month
