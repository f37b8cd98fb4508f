-- the first periods of account_days of an offer in the segment, a row for each with usage, found without the other days
select offer, account, first_day, n, cast(sum(revenue) as bigint) as revenue
from (
    select offer, account, first_day, n // {days} * {days} as n, revenue
    from {all_account_days}
    where offer = {offer} and n < {periods} * {days}
        and account in (select account from {account_spans} where offer = {offer} and whole)
    union all
    select u.offer, u.account, f.first_day, (u.used_on - f.first_day) // {days} * {days} as n, coalesce(u.revenue, 0) as revenue
    from {usage} as u
    join {account_spans} as f on f.offer = u.offer and f.account = u.account
    where u.offer = {offer} and f.offer = {offer} and not f.whole and u.used_on < f.first_day + {periods} * {days}
) as days
group by offer, account, first_day, n
