-- One row per order: its newest row, columns that the newest row's file does not carry from the newest that does.
create table ranked_orders as
with aged as (
    select
        said.*,
        files.carried,
        -- a row without a version or a time counts as the newest known when it was loaded
        coalesce(said.order_version, max(said.order_version) over known) as version,
        coalesce(said.event_timestamp, max(said.event_timestamp) over known) as happened_at
    from lake_orders as said
    join files on files.file = said.file
    window known as (
        partition by said.order_id order by said.file range between unbounded preceding and current row
    )
)

select
    aged.*,
    codes.offer,
    row_number() over (
        partition by aged.order_id order by aged.version nulls first, aged.happened_at nulls first, aged.place
    ) as standing
from aged
join offer_codes as codes
    on codes.offer_id is not distinct from aged.offer_id
    and codes.product_id is not distinct from aged.product_id
    and codes.offer_name is not distinct from aged.offer_name;

create table newest_orders as
select
    order_id,
    arg_max(customer_id, standing) as customer_id,
    arg_max(offer, standing) as offer,
    coalesce(arg_max_null(abandoned, standing) filter (where list_contains(carried, 'abandoned')), false) as abandoned,
    min(ordered_on) as ordered_on,
    arg_max_null(canceled_on, standing) filter (where list_contains(carried, 'canceled_on')) as canceled_on,
    arg_max_null(status, standing) filter (where list_contains(carried, 'status')) as status,
    arg_max_null(plan_id, standing) filter (where list_contains(carried, 'plan_id')) as plan_id,
    arg_max_null(subscription_id, standing) filter (where list_contains(carried, 'subscription_id')) as subscription_id,
    arg_max_null(sales_channel, standing) filter (where list_contains(carried, 'sales_channel')) as sales_channel,
    arg_max_null(quantity, standing) filter (where list_contains(carried, 'quantity')) as quantity,
    arg_max_null(is_trial, standing) filter (where list_contains(carried, 'is_trial')) as is_trial,
    arg_max_null(trial_ends_on, standing) filter (where list_contains(carried, 'trial_ends_on')) as trial_ends_on,
    arg_max_null(billed_revenue_usd, standing)
        filter (where list_contains(carried, 'billed_revenue_usd')) as billed_revenue_usd,
    arg_max_null(reference_id, standing) filter (where list_contains(carried, 'reference_id')) as reference_id
from ranked_orders
group by order_id;

create table order_facts as
select
    said.order_id,
    customers.customer,
    said.offer,
    plans.plan,
    subscriptions.subscription,
    said.sales_channel,
    coalesce(said.quantity, 1) as quantity,
    said.ordered_on,
    said.canceled_on,
    said.status,
    said.is_trial,
    said.trial_ends_on,
    said.billed_revenue_usd,
    said.reference_id
from newest_orders as said
join customer_keys as customers on customers.customer_id = said.customer_id
left join plan_keys as plans on plans.offer = said.offer and plans.plan_id = said.plan_id
left join subscription_keys as subscriptions on subscriptions.subscription_id = said.subscription_id
where not said.abandoned;

-- until when usage with a reference was a trial
create table trials as
select reference_id, max(trial_ends_on) as trial_ends_on
from order_facts
where reference_id is not null and trial_ends_on is not null
group by reference_id;
