-- the first periods of account_days of an offer in the segment, a row for each with usage, found without the other days
select
    u.offer, u.account, f.first_day, (u.used_on - f.first_day) // {days} * {days} as n,
    cast(sum(coalesce(u.revenue, 0)) as bigint) as revenue
from {usage} as u
join {account_spans} as f on f.offer = u.offer and f.account = u.account
where u.offer = {offer} and f.offer = {offer} and u.used_on < f.first_day + {periods} * {days}
group by u.offer, u.account, f.first_day, (u.used_on - f.first_day) // {days}
