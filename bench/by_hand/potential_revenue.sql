-- By day to the horizon: accounts of the base with usage the day before and none on it, and what they had brought until then.
with {segment}told as (
    select
        day - first_day as n, day, revenue, sum(revenue) over account as accumulated, lead(day) over account as next_day
    from {days}
    where offer = $offer and first_day between $base_from and $base_to and day <= first_day + 45
    window account as (partition by account order by day)
),
lost as (
    select n + 1 as n, count(*) as accounts, sum(accumulated) as accumulated, sum(revenue) as daily
    from told
    where n < 45 and next_day is distinct from day + 1
    group by n
)
select
    p.n, coalesce(l.accounts, 0) as accounts, coalesce(l.accumulated, 0) as accumulated, coalesce(l.daily, 0) as daily
from (select unnest(range(1, 46)) as n) as p
left join lost as l on l.n = p.n
order by p.n
