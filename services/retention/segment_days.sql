-- one row per account, offer and day of usage in the segment, as in the part, of accounts whose first use lies in a range
with days as (
    select offer, account, used_on as day, sum(coalesce(revenue, 0)) as revenue
    from usage
    group by offer, account, used_on
),
firsts as (
    select offer, account, min(day) as first_day
    from days
    group by offer, account
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
join firsts as f on f.offer = d.offer and f.account = d.account
where (cast($first_from as integer) is null or f.first_day >= cast($first_from as integer))
    and (cast($first_to as integer) is null or f.first_day <= cast($first_to as integer))
order by d.offer, d.account, d.day
