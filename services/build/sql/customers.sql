-- One row per customer: the profile of its newest row, columns that the newest row's file does not carry from the newest that does.
create table ranked_customers as
with aged as (
    select
        said.*,
        files.carried,
        -- a row without a time counts as the newest known when it was loaded
        coalesce(said.last_modified_at, max(said.last_modified_at) over known) as modified_at
    from lake_customers as said
    join files on files.file = said.file
    window known as (
        partition by said.customer_id order by said.file range between unbounded preceding and current row
    )
)

select *, row_number() over (partition by customer_id order by modified_at nulls first, place) as standing
from aged;

create table profiles as
select
    customer_id,
    arg_max_null(company_name, standing) filter (where list_contains(carried, 'company_name')) as company_name,
    arg_max_null(first_name, standing) filter (where list_contains(carried, 'first_name')) as first_name,
    arg_max_null(last_name, standing) filter (where list_contains(carried, 'last_name')) as last_name,
    arg_max_null(email, standing) filter (where list_contains(carried, 'email')) as email,
    arg_max_null(address_line1, standing) filter (where list_contains(carried, 'address_line1')) as address_line1,
    arg_max_null(city, standing) filter (where list_contains(carried, 'city')) as city,
    arg_max_null(postal_code, standing) filter (where list_contains(carried, 'postal_code')) as postal_code,
    arg_max_null(state, standing) filter (where list_contains(carried, 'state')) as state,
    arg_max_null(country, standing)
        filter (where list_contains(carried, 'country') or list_contains(carried, 'country_code')) as country,
    arg_max_null(country_code, standing)
        filter (where list_contains(carried, 'country') or list_contains(carried, 'country_code')) as country_code,
    arg_max_null(language, standing) filter (where list_contains(carried, 'language')) as language,
    arg_max_null(customer_type, standing) filter (where list_contains(carried, 'customer_type')) as customer_type,
    -- a consent that a file carries empty is none
    arg_max_null(coalesce(consent, false), standing) filter (where list_contains(carried, 'consent')) as consent,
    arg_max_null(protected, standing) filter (where list_contains(carried, 'protected')) as protected,
    arg_max_null(internal, standing) filter (where list_contains(carried, 'internal')) as internal,
    arg_max_null(date_acquired, standing) filter (where list_contains(carried, 'date_acquired')) as date_acquired,
    arg_max_null(date_lost, standing) filter (where list_contains(carried, 'date_lost')) as date_lost
from ranked_customers
group by customer_id;
