-- in which of the first days, weeks and months (periods of 30 days) from its first use on an account used an offer: a bit for each
select
    offer, account,
    bit_or(case when n < {day_end} then cast(1 as bigint) << n end) as days,
    bit_or(case when n // 7 < {week_end} then cast(1 as bigint) << (n // 7) end) as weeks,
    bit_or(case when n // 30 < {month_end} then cast(1 as bigint) << (n // 30) end) as months
from account_days
group by offer, account
order by offer, account
