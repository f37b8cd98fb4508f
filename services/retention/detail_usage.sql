-- some usage of offers with the first use of its account; a missing plan is last
select u.*, coalesce(u.plan, 2147483647) as plan_order, f.first_day
from usage as u
join account_spans as f on f.offer = u.offer and f.account = u.account
where {chosen}
