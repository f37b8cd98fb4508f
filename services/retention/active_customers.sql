-- accounts with usage since a day, by number of offers used since (5 and more as 5) and by longest stay (from 0, 30 or 45 days)
with used as (
    select s.account, s.last_day - s.first_day as stay
    from account_spans as s
    join offers as o on o.offer = s.offer
    where s.last_day >= $window_from
        and (cast($category as varchar) is null or o.category_folded = cast($category as varchar))
),
stayed as (
    select account, count(*) as offers, max(stay) as stay
    from used
    group by account
)
select offers, from_day, count(*) as accounts
from (
    select least(offers, 5) as offers, case when stay >= 45 then 45 when stay >= 30 then 30 else 0 end as from_day
    from stayed
) as binned
group by offers, from_day
order by offers, from_day
