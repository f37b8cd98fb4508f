-- the calendar months in which an account used an offer, found without its days
select
    u.offer, u.account, f.first_day,
    cast(
        12 * extract(year from date '2000-01-01' + f.first_day) + extract(month from date '2000-01-01' + f.first_day)
        as integer
    ) as first_month,
    u.month
from (
    select distinct
        offer, account,
        cast(
            12 * extract(year from date '2000-01-01' + used_on) + extract(month from date '2000-01-01' + used_on)
            as integer
        ) as month
    from uses
) as u
join account_spans as f on f.offer = u.offer and f.account = u.account
