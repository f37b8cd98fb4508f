-- Orders and usage by customer, offer, plan, subscription, channel and month.
create view customer_months as
with counted as (
    select
        customer, offer, plan, subscription, sales_channel as channel, used_on as day,
        0 as orders, 1 as usage_rows, raw_hours, normalized_hours, coalesce(revenue, 0) as revenue
    from usage_facts
    union all
    select
        said.customer, said.offer, said.plan, said.subscription, channels.word, said.ordered_on, 1, 0, 0, 0, 0
    from order_facts as said
    left join words as channels on channels.text = said.sales_channel
)

select
    customer, offer, plan, subscription, channel,
    (12 * year(date '2000-01-01' + day) + month(date '2000-01-01' + day))::integer as month,
    sum(orders)::bigint as orders, sum(usage_rows)::bigint as usage_rows, sum(raw_hours)::bigint as raw_hours,
    sum(normalized_hours)::bigint as normalized_hours, sum(revenue)::bigint as revenue
from counted
group by customer, offer, plan, subscription, channel, month;
