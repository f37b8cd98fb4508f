-- the calendar months in which an account used an offer, found without its days
select distinct
    m.offer, m.account, f.first_day,
    cast(
        12 * extract(year from date '2000-01-01' + f.first_day) + extract(month from date '2000-01-01' + f.first_day)
        as integer
    ) as first_month,
    m.month
from used_months as m
join account_spans as f on f.offer = m.offer and f.account = m.account
