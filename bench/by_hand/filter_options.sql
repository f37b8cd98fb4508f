-- What the filters can choose from: what was held at the start of the range, acquired or used in it.
with dealings as materialized (
    select customer, offer, plan, subscription, sales_channel::varchar as sales_channel
    from acquisitions
    where acquired_on <= $to and (canceled_on is null or canceled_on >= $from)
    union
    select customer, offer, plan, subscription, sales_channel::varchar
    from (
        select distinct customer, offer, plan, subscription, sales_channel
        from usage_by_day
        where used_on between $from and $to
    )
),
members as materialized (
    select country, state, language, customer_type
    from customers
    where customer in (select customer from dealings)
),
subscribed as (
    select subscription_id
    from subscriptions
    where subscription in (select subscription from dealings)
    order by lower(subscription_id), subscription_id
    limit 50
),
found as (
    select distinct 'sales_channels' as kind, null as id, sales_channel as name from dealings where sales_channel is not null
    union all
    select distinct 'countries', null, coalesce(country, 'unknown') from members
    union all
    select distinct 'states', null, coalesce(state, 'unknown') from members
    union all
    select distinct 'languages', null, language from members where language is not null
    union all
    select distinct 'customer_types', null, customer_type from members where customer_type is not null
    union all
    select 'offers', offer_id, name from offers where offer in (select offer from dealings)
    union all
    select 'plans', plan_id, coalesce(name, plan_id) from plans where plan in (select plan from dealings)
    union all
    select 'subscriptions', subscription_id, subscription_id from subscribed
)
select kind, id, name
from found
order by kind, name in ('unknown'), lower(name), name, id
