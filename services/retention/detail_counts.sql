-- how many rows the details of each offer have: days of usage in the window by customer and plan
select offer, count(*) as days
from (
    select u.offer
    from usage as u
    join account_days as f on f.offer = u.offer and f.account = u.account and f.n = 0
    where u.used_on between $window_from and $window_to
    group by u.offer, u.used_on, u.customer, u.plan
) as listed
group by offer
order by offer
