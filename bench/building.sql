-- The tables of a publisher's part as somebody writes them who knows that every report was clean, loaded once and given as plain tables.
create view said as select * from read_parquet({usage}) where used_on <= {as_of};

create view told_orders as select * from read_parquet({orders}) where ordered_on <= {as_of};

create table offers as
select offer_id, row_number() over (order by offer_id)::integer as offer
from (
    select offer_id from said
    union
    select offer_id from told_orders
    union
    select offer_id from read_parquet({offers})
);

create table plans as
select offer, plan_id, row_number() over (order by offer, plan_id)::integer as plan
from (
    select offer_id, plan_id from said
    union
    select offer_id, plan_id from told_orders
    union
    select offer_id, plan_id from read_parquet({plans})
)
join offers using (offer_id)
where plan_id is not null;

create table subscriptions as
select subscription_id, row_number() over (order by subscription_id)::integer as subscription
from (select subscription_id from said union select subscription_id from told_orders)
where subscription_id is not null;

create table profiles as select * from read_parquet({customers}) where coalesce(date_acquired, {as_of}) <= {as_of};

create table named as
select
    known.customer_id, row_number() over (order by known.customer_id)::integer as customer,
    dense_rank() over (order by coalesce(profiles.billing_account_id, known.customer_id))::integer as account
from (
    select customer_id from said
    union
    select customer_id from told_orders
    union
    select customer_id from profiles
) as known
left join profiles on profiles.customer_id = known.customer_id;

create table orders as
select
    said.* exclude (offer_id, plan_id, subscription_id, canceled_on), named.customer, offers.offer, plans.plan,
    subscriptions.subscription, case when said.canceled_on <= {as_of} then said.canceled_on end as canceled_on
from told_orders as said
join named on named.customer_id = said.customer_id
join offers on offers.offer_id = said.offer_id
left join plans on plans.offer = offers.offer and plans.plan_id = said.plan_id
left join subscriptions on subscriptions.subscription_id = said.subscription_id
where not coalesce(said.abandoned, false);

create table used as
select
    said.used_on, named.customer, named.account, offers.offer, plans.plan,
    subscriptions.subscription, said.sales_channel, said.billing_type, said.currency,
    sum(said.raw_hours)::bigint as raw_hours, sum(said.normalized_hours)::bigint as normalized_hours,
    sum(said.revenue_usd)::bigint as revenue,
    coalesce(said.is_trial, said.used_on <= trials.trial_ends_on, false) as is_trial,
    min(said.reference_id) as reference_id
from said
join named on named.customer_id = said.customer_id
join offers on offers.offer_id = said.offer_id
left join plans on plans.offer = offers.offer and plans.plan_id = said.plan_id
left join subscriptions on subscriptions.subscription_id = said.subscription_id
left join (
    select reference_id, max(trial_ends_on) as trial_ends_on
    from orders
    where trial_ends_on is not null
    group by reference_id
) as trials on trials.reference_id = said.reference_id
group by all;

create view account_days as
select
    offer, account, day, (day - first_day)::integer as n, first_day,
    (12 * year(date '2000-01-01' + first_day) + month(date '2000-01-01' + first_day))::integer as first_month,
    (12 * year(date '2000-01-01' + day) + month(date '2000-01-01' + day))::integer as month, revenue, revenue_to_date,
    (next_day - first_day)::integer as next_n
from (
    select
        offer, account, used_on as day, sum(revenue)::bigint as revenue,
        min(used_on) over (partition by offer, account) as first_day,
        sum(sum(revenue)) over (partition by offer, account order by used_on rows unbounded preceding)::bigint
            as revenue_to_date,
        lead(used_on) over (partition by offer, account order by used_on) as next_day
    from used
    group by offer, account, used_on
);

create view customer_months as
select
    customer, offer, plan, subscription, sales_channel,
    (12 * year(date '2000-01-01' + day) + month(date '2000-01-01' + day))::integer as month,
    sum(orders)::bigint as orders, sum(usage_rows)::bigint as usage_rows, sum(raw_hours)::bigint as raw_hours,
    sum(normalized_hours)::bigint as normalized_hours, sum(revenue)::bigint as revenue
from (
    select
        customer, offer, plan, subscription, sales_channel, used_on as day, 0 as orders, 1 as usage_rows, raw_hours,
        normalized_hours, revenue
    from used
    union all
    select customer, offer, plan, subscription, sales_channel, ordered_on, 1, 0, 0, 0, 0 from orders
)
group by customer, offer, plan, subscription, sales_channel, month;

create table acquired as
select
    1::tinyint as source, customer, offer, plan, subscription, sales_channel, ordered_on as acquired_on, canceled_on,
    quantity
from orders
union all
select
    2, seen.customer, seen.offer, seen.plan, seen.subscription, seen.sales_channel, seen.first_used_on,
    case when profiles.date_lost between seen.first_used_on and {as_of} then profiles.date_lost end, null
from (
    select customer, offer, plan, subscription, sales_channel, min(used_on) as first_used_on
    from used
    group by customer, offer, plan, subscription, sales_channel
) as seen
anti join orders on orders.customer = seen.customer and orders.offer = seen.offer
join named on named.customer = seen.customer
left join profiles on profiles.customer_id = named.customer_id;

create table acquisitions as
select
    *, (12 * year(date '2000-01-01' + acquired_on) + month(date '2000-01-01' + acquired_on))::integer as acquired_month,
    (12 * year(date '2000-01-01' + canceled_on) + month(date '2000-01-01' + canceled_on))::integer as canceled_month
from (
    select * from acquired
    union all
    select
        3, named.customer, null, null, null, null, profiles.date_acquired,
        case
            when profiles.date_lost between profiles.date_acquired and {as_of} then profiles.date_lost else earliest.acquired_on
        end,
        null
    from profiles
    join named on named.customer_id = profiles.customer_id
    left join (select customer, min(acquired_on) as acquired_on from acquired group by customer) as earliest
        on earliest.customer = named.customer
    where profiles.date_acquired < coalesce(earliest.acquired_on, profiles.date_acquired + 1)
);

create view customers as
select
    named.customer, named.customer_id, named.account, profiles.billing_account_id,
    profiles.state, profiles.country, profiles.country_code, profiles.language, profiles.customer_type,
    lower(profiles.state) as state_folded, lower(profiles.country) as country_folded,
    lower(profiles.language) as language_folded, lower(profiles.customer_type) as customer_type_folded,
    coalesce(profiles.consent, false) as consent, coalesce(profiles.protected, false) as protected,
    coalesce(profiles.internal, false) as internal, lifetimes.date_acquired, lifetimes.date_lost,
    coalesce(lifetimes.is_active, false) as is_active
from named
left join profiles on profiles.customer_id = named.customer_id
left join (
    select
        customer, min(acquired_on) as date_acquired,
        case when count(*) = count(canceled_on) then max(canceled_on) end as date_lost,
        count(*) > count(canceled_on) as is_active
    from acquisitions
    group by customer
) as lifetimes on lifetimes.customer = named.customer;
