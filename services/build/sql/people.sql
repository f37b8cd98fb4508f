-- Who the customers are: the profile; where it tells no country or no internal, what orders and usage tell.
create table told_countries as
with seen as (
    select customer_id, 2 as rank, ordered_on as day, file, country, country_code
    from lake_orders
    where country is not null or country_code is not null
    union all
    select customer_id, 1, max(used_on), max(file), country, country_code
    from lake_usage
    where country is not null or country_code is not null
    group by customer_id, country, country_code
    union all
    select customer_id, 1, max(used_on), max(file), country, country_code
    from lake_retention
    where country is not null or country_code is not null
    group by customer_id, country, country_code
),

ranked as (
    select
        customer_id, country, country_code,
        row_number() over (
            partition by customer_id
            order by rank desc, day desc, file desc, country nulls last, country_code nulls last
        ) as place
    from seen
)

select customer_id, country, country_code from ranked where place = 1;

create table told_internal as
select customer_id, arg_max(internal, file) as internal
from (
    select customer_id, file, bool_or(internal) as internal
    from lake_usage
    where internal is not null
    group by customer_id, file
)
group by customer_id;

create table lifetimes as
select
    customer,
    min(acquired_on) as date_acquired,
    case when count(*) = count(canceled_on) then max(canceled_on) end as date_lost,
    count(*) > count(canceled_on) as is_active
from acquisitions
group by customer;

create table customer_facts as
select
    keys.customer, keys.customer_id, keys.account, keys.billing_account_id,
    profiles.state,
    case
        when coalesce(profiles.country, profiles.country_code) is null then told.country else profiles.country
    end as country,
    case
        when coalesce(profiles.country, profiles.country_code) is null then told.country_code
        else profiles.country_code
    end as country_code,
    profiles.language, profiles.customer_type,
    coalesce(
        profiles.consent,
        coalesce(
            profiles.company_name, profiles.first_name, profiles.last_name, profiles.email, profiles.address_line1,
            profiles.city, profiles.postal_code
        ) is not null
    ) as consent,
    coalesce(profiles.protected, false)
        or coalesce(
            list_contains(
                [
                    profiles.company_name, profiles.first_name, profiles.last_name, profiles.email,
                    profiles.address_line1, profiles.city, profiles.postal_code
                ],
                '************'
            ),
            false
        ) as protected,
    coalesce(profiles.internal, internals.internal, false) as internal,
    lifetimes.date_acquired, lifetimes.date_lost, coalesce(lifetimes.is_active, false) as is_active,
    profiles.company_name, profiles.first_name, profiles.last_name, profiles.email, profiles.address_line1,
    profiles.city, profiles.postal_code
from customer_keys as keys
left join profiles on profiles.customer_id = keys.customer_id
left join told_countries as told on told.customer_id = keys.customer_id
left join told_internal as internals on internals.customer_id = keys.customer_id
left join lifetimes on lifetimes.customer = keys.customer;
