-- per offer, month of first use and months since: accounts with usage in that calendar month; the latest first use of the cohort
select offer, first_month, month - first_month as months_since, count(*) as retained, max(first_day) as last_first_day
from account_months
where {chosen} and first_month between $first_month and $last_month and first_day <= $last_first_day
group by offer, first_month, month - first_month
order by offer, first_month, months_since
