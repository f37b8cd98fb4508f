-- What is known of an offer: the table of offers first, else what the latest file says that names it.
create table offer_facts as
with declared as (
    select
        said.offer_id,
        arg_max_null(said.name, said.place) filter (where list_contains(files.carried, 'name')) as name,
        arg_max_null(said.offer_type, said.place) filter (where list_contains(files.carried, 'offer_type')) as offer_type,
        arg_max_null(said.category, said.place) filter (where list_contains(files.carried, 'category')) as category,
        arg_max_null(said.product_url, said.place)
            filter (where list_contains(files.carried, 'product_url')) as product_url
    from lake_offers as said
    join files on files.file = said.file
    group by said.offer_id
),

mentioned as (
    select
        codes.offer,
        max({'file': said.file, 'text': trim(said.offer_name)})
            filter (where said.offer_name is not null)['text'] as name,
        max({'file': said.file, 'text': said.offer_type})
            filter (where said.offer_type is not null)['text'] as offer_type,
        max({'file': said.file, 'text': said.category}) filter (where said.category is not null)['text'] as category
    from mentions as said
    join offer_codes as codes
        on codes.offer_id is not distinct from said.offer_id
        and codes.product_id is not distinct from said.product_id
        and codes.offer_name is not distinct from said.offer_name
    group by codes.offer
)

select
    keys.offer,
    keys.offer_id,
    -- a table of offers without names gives the id in their place
    coalesce(nullif(declared.name, keys.offer_id), mentioned.name, keys.offer_id) as name,
    coalesce(declared.offer_type, mentioned.offer_type) as offer_type,
    coalesce(nullif(trim(declared.category), ''), nullif(trim(mentioned.category), ''), 'Uncategorized') as category,
    declared.product_url
from offer_keys as keys
left join declared on declared.offer_id = keys.offer_id
left join mentioned on mentioned.offer = keys.offer;
