-- the days of usage in the window, one row per customer, plan and day, of `own`, the usage of an offer
select -used_on as newest, customer, plan_order, max(used_on) as retained_on
from own
where used_on between $window_from and $window_to
group by used_on, customer, plan_order
