-- The rows of usage and of retention in integer codes, one shape for both; hashes only tell rows of one customer, offer and day apart.
create view said_usage as
select
    said.file, said.used_on, customers.customer, billing.account as billing, offers.offer, plans.plan,
    subscriptions.subscription, channels.word as sales_channel, types.word as billing_type, currencies.word as currency,
    hash(said.vm_size) as vm_size, hash(said.core_size) as core_size, hash(said.meter_id) as meter_id,
    hash(said.meter_dimension) as meter_dimension, hash(said.usage_reference) as usage_reference,
    said.raw_hours, said.normalized_hours, said.revenue_usd as revenue,
    said.carries_raw, said.carries_normalized, said.carries_revenue, said.normalized_derived,
    said.is_trial, said.trial_ends_on, refs.reference, null::integer as first_used_on
from lake_usage as said
join customer_keys as customers on customers.customer_id = said.customer_id
join offer_codes as offers
    on offers.offer_id is not distinct from said.offer_id
    and offers.product_id is not distinct from said.product_id
    and offers.offer_name is not distinct from said.offer_name
left join account_keys as billing on billing.account_id = said.billing_account_id
left join plan_keys as plans on plans.plan_id = said.plan_id and plans.offer = offers.offer
left join subscription_keys as subscriptions on subscriptions.subscription_id = said.subscription_id
left join words as channels on channels.text = said.sales_channel
left join words as types on types.text = said.billing_type
left join words as currencies on currencies.text = said.currency
left join reference_keys as refs on refs.reference_id = said.reference_id;

create view said_retention as
select
    said.file, said.used_on, customers.customer, null::integer as billing, offers.offer, plans.plan,
    null::integer as subscription, channels.word as sales_channel, types.word as billing_type,
    currencies.word as currency,
    null::ubigint as vm_size, null::ubigint as core_size, null::ubigint as meter_id,
    null::ubigint as meter_dimension, null::ubigint as usage_reference,
    null::bigint as raw_hours, null::bigint as normalized_hours, said.revenue_usd as revenue,
    false as carries_raw, false as carries_normalized, list_contains(files.carried, 'revenue_usd') as carries_revenue,
    false as normalized_derived,
    null::boolean as is_trial, null::integer as trial_ends_on, null::integer as reference, said.first_used_on
from lake_retention as said
join files on files.file = said.file
join customer_keys as customers on customers.customer_id = said.customer_id
join offer_codes as offers
    on offers.offer_id is not distinct from said.offer_id
    and offers.product_id is not distinct from said.product_id
    and offers.offer_name is not distinct from said.offer_name
left join plan_keys as plans on plans.plan_id = said.plan_id and plans.offer = offers.offer
left join words as channels on channels.text = said.sales_channel
left join words as types on types.text = said.billing_type
left join words as currencies on currencies.text = said.currency;
