-- an account's first use and last day of usage of an offer
select offer, account, min(first_day) as first_day, max(day) as last_day
from account_days
group by offer, account
order by offer, account
