-- the days of usage of an offer in the window, one row per customer, plan and day; a missing plan is last
select -u.used_on as newest, u.customer, coalesce(u.plan, 2147483647) as plan_order, max(u.used_on) as retained_on
from usage as u
join account_days as f on f.offer = u.offer and f.account = u.account and f.n = 0
where u.offer = $offer and u.used_on between $window_from and $window_to
group by u.used_on, u.customer, coalesce(u.plan, 2147483647)
