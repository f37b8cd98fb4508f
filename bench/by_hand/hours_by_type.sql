-- Hours by month, of customers whose first acquisition or usage falls in it and of the others.
with firsts as (
    select customer, min(first_month) as first_month
    from (
        select customer, min(acquired_month) as first_month from acquisitions where {filter} group by customer
        union all
        select customer, min(month) as first_month from usage where {filter} group by customer
    )
    group by customer
),
totals as (
    select u.month, coalesce(sum(u.{hours}) filter (where u.month = f.first_month), 0) as new, sum(u.{hours}) as total
    from (
        select customer, month, {hours} from usage_by_day where used_on between $from_before and $to and {filter}
    ) as u
    join firsts as f on f.customer = u.customer
    group by u.month
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
