-- Integer keys in the order of the ids; `mentioned_offers` names the offer of every way in which a row names one.
create table offer_keys as
select offer_id, row_number() over (order by offer_id)::integer as offer
from (select distinct resolved_id as offer_id from mentioned_offers);

create table offer_codes as
select said.offer_id, said.product_id, said.offer_name, keys.offer
from mentioned_offers as said
join offer_keys as keys on keys.offer_id = said.resolved_id;

create table plan_keys as
select offer, plan_id, row_number() over (order by offer, plan_id)::integer as plan
from (
    select distinct codes.offer, said.plan_id
    from mentions as said
    join offer_codes as codes
        on codes.offer_id is not distinct from said.offer_id
        and codes.product_id is not distinct from said.product_id
        and codes.offer_name is not distinct from said.offer_name
    where said.plan_id is not null
);

create table subscription_keys as
select subscription_id, row_number() over (order by subscription_id)::integer as subscription
from (
    select subscription_id from lake_usage
    union
    select subscription_id from lake_orders
    union
    select subscription_id from lake_customers
)
where subscription_id is not null;

create table words as
select text, row_number() over (order by text)::integer as word
from (
    select sales_channel as text from lake_usage
    union
    select billing_type from lake_usage
    union
    select currency from lake_usage
    union
    select sales_channel from lake_orders
    union
    select sales_channel from lake_retention
    union
    select billing_type from lake_retention
    union
    select currency from lake_retention
)
where text is not null;

create table reference_keys as
select reference_id, row_number() over (order by reference_id)::integer as reference
from (select distinct reference_id from lake_usage)
where reference_id is not null;

-- the account of a customer: the latest non-empty one that any report gave for it, else the customer itself
create table given_accounts as
select customer_id, arg_max(billing_account_id, place) as billing_account_id
from (
    select customer_id, arg_max(billing_account_id, place) as billing_account_id, max(place) as place
    from lake_usage
    where billing_account_id is not null
    group by customer_id
    union all
    select customer_id, billing_account_id, place
    from lake_orders
    where billing_account_id is not null
    union all
    select customer_id, billing_account_id, place
    from lake_customers
    where billing_account_id is not null
)
group by customer_id;

create table known_customers as
select customer_id from lake_usage
union
select customer_id from lake_retention
union
select customer_id from lake_orders
union
select customer_id from lake_customers;

create table account_keys as
select account_id, row_number() over (order by account_id)::integer as account
from (
    select billing_account_id as account_id from lake_usage where billing_account_id is not null
    union
    select coalesce(given.billing_account_id, known.customer_id)
    from known_customers as known
    left join given_accounts as given on given.customer_id = known.customer_id
);

create table customer_keys as
select
    known.customer_id,
    row_number() over (order by known.customer_id)::integer as customer,
    accounts.account,
    given.billing_account_id
from known_customers as known
left join given_accounts as given on given.customer_id = known.customer_id
join account_keys as accounts on accounts.account_id = coalesce(given.billing_account_id, known.customer_id);
