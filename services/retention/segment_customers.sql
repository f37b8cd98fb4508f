-- the customers of some countries (or of all), without internal ones
select customer
from all_customers
where (
        cast($anywhere as boolean)
        or list_contains(cast($countries as varchar[]), coalesce(country_folded, $unknown))
    )
    and not (cast($without_internal as boolean) and coalesce(internal, false))
