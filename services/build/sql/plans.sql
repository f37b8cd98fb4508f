-- What is known of a plan: the table of plans first, else what the latest file says that names it.
create table plan_facts as
with declared as (
    select
        said.offer_id,
        said.plan_id,
        arg_max_null(said.name, said.place) filter (where list_contains(files.carried, 'name')) as name,
        arg_max_null(said.billing_type, said.place)
            filter (where list_contains(files.carried, 'billing_type')) as billing_type,
        arg_max_null(said.is_private, said.place) filter (where list_contains(files.carried, 'is_private')) as is_private
    from lake_plans as said
    join files on files.file = said.file
    group by said.offer_id, said.plan_id
),

mentioned as (
    select
        codes.offer,
        said.plan_id,
        max({'file': said.file, 'text': said.plan_name}) filter (where said.plan_name is not null)['text'] as name,
        max({'file': said.file, 'text': said.billing_type})
            filter (where said.billing_type is not null)['text'] as billing_type,
        max({'file': said.file, 'flag': said.is_private})
            filter (where said.is_private is not null)['flag'] as is_private
    from mentions as said
    join offer_codes as codes
        on codes.offer_id is not distinct from said.offer_id
        and codes.product_id is not distinct from said.product_id
        and codes.offer_name is not distinct from said.offer_name
    where said.plan_id is not null
    group by codes.offer, said.plan_id
)

select
    keys.plan,
    keys.offer,
    keys.plan_id,
    coalesce(declared.name, mentioned.name) as name,
    coalesce(declared.billing_type, mentioned.billing_type) as billing_type,
    coalesce(declared.is_private, mentioned.is_private) as is_private
from plan_keys as keys
join offer_keys as offers on offers.offer = keys.offer
left join declared on declared.offer_id = offers.offer_id and declared.plan_id = keys.plan_id
left join mentioned on mentioned.offer = keys.offer and mentioned.plan_id = keys.plan_id;
