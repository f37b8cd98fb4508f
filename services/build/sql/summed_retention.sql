-- Rows of the retention report by their key, revenue added up.
select
    said.used_on, said.customer, customers.account, said.offer, said.plan, said.sales_channel, said.billing_type,
    said.currency, min(said.first_used_on) as first_used_on, sum(said.revenue)::bigint as revenue
from stated_retention as said
join customer_keys as customers on customers.customer = said.customer
group by
    said.used_on, said.customer, customers.account, said.offer, said.plan, said.sales_channel, said.billing_type,
    said.currency;
