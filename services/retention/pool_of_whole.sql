-- the first periods of the accounts that lie within the segment whole, known beforehand
select f.first_day, r.{periods} as periods
from account_reach as r
join account_spans as f on f.offer = r.offer and f.account = r.account
where f.first_day between $base_from and $base_to and f.whole
