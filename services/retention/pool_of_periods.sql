-- the longer periods of an account in the segment as one number, with a bit for each: those that the days of a month lie in, moved to the
-- begin of the first of them, are looked for one after another
select first_day, bit_or({touched}) as periods
from (
    select
        f.offer, f.account, f.first_day, greatest(m.starts_on - f.first_day, 0) // $days as period,
        case
            when m.starts_on < f.first_day then cast(m.days as bigint) >> (f.first_day - m.starts_on)
            else cast(m.days as bigint) << ((m.starts_on - f.first_day) % $days)
        end as days
    from used_months as m
    join account_spans as f on f.offer = m.offer and f.account = m.account
    where f.first_day between $base_from and $base_to and not f.whole and m.starts_on < f.first_day + $periods * $days
) as moved
group by offer, account, first_day
