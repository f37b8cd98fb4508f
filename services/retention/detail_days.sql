-- how many rows the details of each offer have on each day of the window: customers and plans with usage
select offer, used_on, count(*) as details
from (
    select u.offer, u.used_on
    from usage as u
    join account_spans as f on f.offer = u.offer and f.account = u.account
    where u.used_on between $window_from and $window_to
    group by u.offer, u.used_on, u.customer, u.plan
) as listed
group by offer, used_on
order by offer, used_on desc
