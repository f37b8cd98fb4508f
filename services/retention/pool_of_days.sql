-- the days of an account in the segment as one number, with a bit for each from its first use on
select
    f.first_day,
    bit_or(
        case
            when m.starts_on < f.first_day then cast(m.days as bigint) >> (f.first_day - m.starts_on)
            else
                (cast(m.days as bigint) & ((cast(1 as bigint) << ($periods - (m.starts_on - f.first_day))) - 1))
                << (m.starts_on - f.first_day)
        end
    ) as periods
from used_months as m
join account_spans as f on f.offer = m.offer and f.account = m.account
where f.first_day between $base_from and $base_to and not f.whole and m.starts_on < f.first_day + $periods
group by f.offer, f.account, f.first_day
