-- What each customer got: (1) every order; (2) offers seen without an order; (3) a reported acquisition before all of these.
create table acquired_by_order as
select
    1::tinyint as source, customer, offer, plan, subscription, sales_channel, ordered_on as acquired_on, canceled_on,
    quantity
from order_facts;

create table named_in_profiles as
with dated as (
    select
        customers.customer, offers.offer, plans.plan, subscriptions.subscription, said.sales_channel, said.file,
        min(said.date_acquired) as date_acquired
    from lake_customers as said
    join customer_keys as customers on customers.customer_id = said.customer_id
    join offer_codes as offers
        on offers.offer_id is not distinct from said.offer_id
        and offers.product_id is not distinct from said.product_id
        and offers.offer_name is not distinct from said.offer_name
    left join plan_keys as plans on plans.offer = offers.offer and plans.plan_id = said.plan_id
    left join subscription_keys as subscriptions on subscriptions.subscription_id = said.subscription_id
    group by
        customers.customer, offers.offer, plans.plan, subscriptions.subscription, said.sales_channel, said.file
)

select customer, offer, plan, subscription, sales_channel, arg_max(date_acquired, file) as date_acquired
from dated
group by customer, offer, plan, subscription, sales_channel;

create table acquired_by_use as
with seen as (
    select
        said.customer, said.offer, said.plan, said.subscription, channels.text as sales_channel,
        min(said.used_on) as first_used_on, null::integer as date_acquired
    from usage_facts as said
    left join words as channels on channels.word = said.sales_channel
    group by said.customer, said.offer, said.plan, said.subscription, channels.text
    union all
    select customer, offer, plan, subscription, sales_channel, null, date_acquired
    from named_in_profiles
),

first_seen as (
    select
        customer, offer, plan, subscription, sales_channel,
        coalesce(min(first_used_on), min(date_acquired)) as acquired_on
    from seen
    group by customer, offer, plan, subscription, sales_channel
)

select
    2::tinyint as source, seen.customer, seen.offer, seen.plan, seen.subscription, seen.sales_channel, seen.acquired_on,
    case when profiles.date_lost >= seen.acquired_on then profiles.date_lost end as canceled_on,
    null::bigint as quantity
from first_seen as seen
join customer_keys as customers on customers.customer = seen.customer
left join profiles on profiles.customer_id = customers.customer_id
where seen.acquired_on is not null
    and not exists (
        select 1 from order_facts as orders where orders.customer = seen.customer and orders.offer = seen.offer
    );

create table acquired_before as
with earliest as (
    select customer, min(acquired_on) as acquired_on
    from (
        select customer, acquired_on from acquired_by_order
        union all
        select customer, acquired_on from acquired_by_use
    )
    group by customer
)

select
    3::tinyint as source, customers.customer, null::integer as offer, null::integer as plan,
    null::integer as subscription, null::varchar as sales_channel, profiles.date_acquired as acquired_on,
    case when profiles.date_lost >= profiles.date_acquired then profiles.date_lost else earliest.acquired_on end
        as canceled_on,
    null::bigint as quantity
from profiles
join customer_keys as customers on customers.customer_id = profiles.customer_id
left join earliest on earliest.customer = customers.customer
where profiles.date_acquired is not null
    and (earliest.acquired_on is null or profiles.date_acquired < earliest.acquired_on);

create view acquisitions as
select
    source, customer, offer, plan, subscription, sales_channel, acquired_on,
    (12 * year(date '2000-01-01' + acquired_on) + month(date '2000-01-01' + acquired_on))::integer as acquired_month,
    canceled_on,
    (12 * year(date '2000-01-01' + canceled_on) + month(date '2000-01-01' + canceled_on))::integer as canceled_month,
    quantity
from (
    select * from acquired_by_order
    union all
    select * from acquired_by_use
    union all
    select * from acquired_before
);
