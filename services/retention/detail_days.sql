-- how many rows the details of an offer have on each day of the window: customers and plans with usage
select offer, used_on, count(*) as details
from (
    select distinct offer, used_on, customer, plan
    from uses
    where {chosen} and used_on between $window_from and $window_to
) as listed
group by offer, used_on
order by offer, used_on desc
