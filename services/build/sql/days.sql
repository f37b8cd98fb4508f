-- One row per account, offer and day of usage, counted from the account's first use of the offer.
create view account_days as
with daily as (
    select offer, account, used_on as day, coalesce(sum(revenue), 0)::bigint as revenue
    from usage_facts
    group by offer, account, used_on
),

counted as (
    select
        offer, account, day, revenue,
        min(day) over (partition by offer, account) as first_day,
        sum(revenue) over (partition by offer, account order by day rows unbounded preceding)::bigint as revenue_to_date,
        lead(day) over (partition by offer, account order by day) as next_day
    from daily
)

select
    offer, account, day, (day - first_day)::integer as n, first_day,
    (12 * year(date '2000-01-01' + first_day) + month(date '2000-01-01' + first_day))::integer as first_month,
    (12 * year(date '2000-01-01' + day) + month(date '2000-01-01' + day))::integer as month,
    revenue, revenue_to_date, (next_day - first_day)::integer as next_n
from counted;
