-- Accounts with usage in the 18 months by the number of offers used and by the longest stay (from 0, 30 or 45 days).
with stayed as (
    select account, count(*) as offers, max(stay) as stay
    from (
        select account, offer, max(day) - min(first_day) as stay
        from uses
        group by account, offer
        having max(day) >= $window_from
    )
    group by account
)
select least(offers, 5) as offers, case when stay >= 45 then 45 when stay >= 30 then 30 else 0 end as from_day, count(*) as accounts
from stayed
group by all
order by all
