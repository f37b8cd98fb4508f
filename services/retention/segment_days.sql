-- one row per account, offer and day of usage in the segment, as in the part
with days as (
    select offer, account, used_on as day, sum(coalesce(revenue, 0)) as revenue
    from usage
    group by offer, account, used_on
    union all
    select offer, account, first_day as day, 0 as revenue
    from account_firsts
    where first_day < first_usage_day
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
    cast(d.revenue as bigint) as revenue,
    cast(
        sum(d.revenue) over (partition by d.offer, d.account order by d.day rows unbounded preceding) as bigint
    ) as revenue_to_date
from days as d
join account_firsts as f on f.offer = d.offer and f.account = d.account
order by d.offer, d.account, d.day
