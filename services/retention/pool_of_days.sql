-- accounts of the base with usage on each of the first days, of all offers that are compared; the months of an account become one number
-- with a bit for each day from its first use on
with shown as (
    select
        bit_or(
            case
                when m.starts_on < f.first_day then cast(m.days as bigint) >> (f.first_day - m.starts_on)
                else
                    (cast(m.days as bigint) & ((cast(1 as bigint) << ($days - (m.starts_on - f.first_day))) - 1))
                    << (m.starts_on - f.first_day)
            end
        ) as days
    from used_months as m
    join account_spans as f on f.offer = m.offer and f.account = m.account
    where f.first_day between $base_from and $base_to and m.starts_on < f.first_day + $days
    group by f.offer, f.account
)
select n, cast(sum((days >> n) & 1) as bigint) as retained, count(*) as eligible
from shown
cross join (select cast(unnest(range($days)) as integer) as n) as numbers
group by n
order by n
