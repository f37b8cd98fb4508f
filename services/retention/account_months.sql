-- the calendar months in which an account used an offer
select distinct offer, account, first_day, first_month, month
from account_days
