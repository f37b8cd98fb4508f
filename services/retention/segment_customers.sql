-- the customers of some countries, without internal ones; a NULL list selects all
select customer
from all_customers
where (
        cast($countries as varchar[]) is null
        or list_contains(cast($countries as varchar[]), coalesce(country_folded, $unknown))
    )
    and not (cast($without_internal as boolean) and coalesce(internal, false))
