-- First and last day of usage and of orders, the first day of usage that was loaded, and the counts of a part.
select
    (select used_on from first_loaded),
    (select min(used_on) from usage_facts),
    (select max(used_on) from usage_facts),
    (select min(ordered_on) from order_facts),
    (select max(ordered_on) from order_facts),
    (select count(*) from customer_facts),
    (select count(*) from order_facts),
    (select count(*) from (select distinct customer, offer, used_on from usage_facts));
