-- one row per account, offer and day of usage in the segment, as in the part
with days as (
    select offer, account, used_on as day, sum(coalesce(revenue, 0)) as revenue
    from uses
    group by offer, account, used_on
),
counted as (
    select
        *, sum(revenue) over running as revenue_to_date, lead(day) over running as next_day
    from days
    window running as (partition by offer, account order by day rows between unbounded preceding and current row)
)
select
    d.offer, d.account, d.day, d.day - f.first_day as n, f.first_day,
    cast(
        12 * extract(year from date '2000-01-01' + f.first_day) + extract(month from date '2000-01-01' + f.first_day)
        as integer
    ) as first_month,
    cast(
        12 * extract(year from date '2000-01-01' + d.day) + extract(month from date '2000-01-01' + d.day) as integer
    ) as month,
    cast(d.revenue as bigint) as revenue, cast(d.revenue_to_date as bigint) as revenue_to_date,
    d.next_day - f.first_day as next_n
from counted as d
join account_spans as f on f.offer = d.offer and f.account = d.account
