-- How much there is, and of which days.
select
    (select count(*) from customers) as customers,
    (select count(*) from orders) as orders,
    count(*) as usage_days,
    min(first_day) as first_day,
    max(day) as last_day
from uses
