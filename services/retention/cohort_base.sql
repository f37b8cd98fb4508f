-- per offer: accounts whose first use lies in the base's window
select offer, count(*) as accounts
from account_spans
where first_day between $base_from and $base_to
group by offer
order by offer
