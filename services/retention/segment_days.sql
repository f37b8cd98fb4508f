-- one row per account, offer and day of usage in the segment, as in the part: taken from there for an account that lies within it whole
with days as (
    select u.offer, u.account, u.used_on as day, f.first_day, sum(coalesce(u.revenue, 0)) as revenue
    from uses as u
    join account_spans as f on f.offer = u.offer and f.account = u.account
    where not f.whole
    group by u.offer, u.account, u.used_on, f.first_day
),
counted as (
    select
        *,
        sum(revenue) over (
            partition by offer, account order by day rows between unbounded preceding and current row
        ) as revenue_to_date,
        lead(day) over (partition by offer, account order by day) as next_day
    from days
)
select
    offer, account, day, day - first_day as n, first_day,
    cast(
        12 * extract(year from date '2000-01-01' + first_day) + extract(month from date '2000-01-01' + first_day)
        as integer
    ) as first_month,
    cast(12 * extract(year from date '2000-01-01' + day) + extract(month from date '2000-01-01' + day) as integer) as month,
    cast(revenue as bigint) as revenue, cast(revenue_to_date as bigint) as revenue_to_date,
    next_day - first_day as next_n
from counted
union all
select
    d.offer, d.account, d.day, d.n, d.first_day, d.first_month, d.month, d.revenue, d.revenue_to_date, d.next_n
from all_account_days as d
join account_spans as f on f.offer = d.offer and f.account = d.account
where f.whole
