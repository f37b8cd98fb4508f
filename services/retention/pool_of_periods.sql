-- accounts of the base eligible in each of the first periods and those of them with usage in it, of all offers that are compared; the
-- months of an account become one number with a bit for each period
with touched as (
    select
        m.offer, m.account, m.starts_on, m.days, f.first_day,
        greatest(m.starts_on - f.first_day, 0) // $days + numbers.i as period
    from used_months as m
    join account_spans as f on f.offer = m.offer and f.account = m.account
    cross join (select cast(unnest(range(31 // $days + 2)) as integer) as i) as numbers
    where f.first_day between $base_from and $base_to and m.starts_on < f.first_day + ($horizon + 1) * $days
),
-- which days of the month lie in the period: from `low` to before `high`, counted from the month's first
parts as (
    select
        *, greatest(first_day + period * $days - starts_on, 0) as low,
        least(first_day + (period + 1) * $days - starts_on, 31) as high
    from touched
    where period <= $horizon
),
shown as (
    select first_day, bit_or(cast(1 as bigint) << period) as periods
    from parts
    where high > low and (cast(days as bigint) >> low) & ((cast(1 as bigint) << (high - low)) - 1) <> 0
    group by offer, account, first_day
)
select n, cast(sum((periods >> n) & 1) as bigint) as retained, count(*) as eligible
from shown
cross join (select cast(unnest(range($horizon + 1)) as integer) as n) as numbers
where (n + 1) * $days <= $as_of - first_day + 1
group by n
order by n
