-- per offer, month of first use and months since: accounts with usage in that calendar month; the latest first use of the cohort
with used as (
    select offer, account, first_month, month - first_month as months_since, max(first_day) as first_day
    from account_days
    where first_month between $first_month and $last_month and first_day <= $last_first_day
    group by offer, account, first_month, month - first_month
)
select offer, first_month, months_since, count(*) as retained, max(first_day) as last_first_day
from used
group by offer, first_month, months_since
order by offer, first_month, months_since
