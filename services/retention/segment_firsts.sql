-- first use of each offer and account in the segment; a first use that was reported before any usage stands where the
-- segment holds all usage of the account, since nothing says whose it was otherwise
with used as (
    select offer, account, min(used_on) as first_day, count(*) as row_count
    from usage
    group by offer, account
),
reported as (
    select u.offer, u.account, d.first_day
    from used as u
    join all_account_days as d on d.offer = u.offer and d.account = u.account and d.n = 0
    where d.first_day < u.first_day
),
whole as (
    select a.offer, a.account, count(*) as row_count
    from all_usage as a
    join reported as r on r.offer = a.offer and r.account = a.account
    group by a.offer, a.account
),
firsts as (
    select
        u.offer, u.account, u.first_day as first_usage_day,
        case when w.row_count = u.row_count then r.first_day else u.first_day end as first_day
    from used as u
    left join reported as r on r.offer = u.offer and r.account = u.account
    left join whole as w on w.offer = u.offer and w.account = u.account
)
select offer, account, first_usage_day, first_day
from firsts
where (cast($first_from as integer) is null or first_day >= cast($first_from as integer))
    and (cast($first_to as integer) is null or first_day <= cast($first_to as integer))
