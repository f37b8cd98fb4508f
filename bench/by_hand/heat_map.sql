-- Cohorts by calendar month of first use: their accounts with usage in that month and in each that followed.
with {segment}used as (
    select first_month, month, account, max(first_day) as first_day
    from {days}
    where offer = $offer and first_month between $current_month - 17 and $current_month
    group by first_month, month, account
),
counted as (
    select first_month, month, count(*) as retained, max(first_day) as last_first_day
    from used
    group by first_month, month
),
sizes as (
    select first_month, retained as size, last_first_day <= $as_of - 45 as mature
    from counted
    where month = first_month
)
select
    s.first_month, s.size, s.mature, m.month - s.first_month as since, coalesce(c.retained, 0) as retained,
    coalesce(c.retained, 0) / s.size as score, wilson_low(coalesce(c.retained, 0), s.size) as low,
    wilson_high(coalesce(c.retained, 0), s.size) as high
from sizes as s
join (select unnest(range($current_month - 17, $current_month + 1))::integer as month) as m on m.month >= s.first_month
left join counted as c on c.first_month = s.first_month and c.month = m.month
order by s.first_month, m.month
