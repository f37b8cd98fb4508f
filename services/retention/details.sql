-- the days of usage in the window, one row per offer, customer, plan and day, of `own`, some usage
select offer, -used_on as newest, customer, plan_order, max(used_on) as retained_on
from own
where used_on between $window_from and $window_to
group by offer, used_on, customer, plan_order
