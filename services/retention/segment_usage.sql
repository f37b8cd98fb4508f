-- the rows of usage in a segment; a NULL list selects all
select
    u.used_on, u.customer, u.account, u.offer, u.plan, u.subscription, u.sales_channel, u.billing_type, u.currency,
    u.raw_hours, u.normalized_hours, u.revenue
from all_usage as u
join all_customers as c on c.customer = u.customer
where (cast($plans as integer[]) is null or list_contains(cast($plans as integer[]), u.plan))
    and (cast($billing_types as varchar[]) is null or list_contains(cast($billing_types as varchar[]), u.billing_type))
    and (cast($channels as varchar[]) is null or list_contains(cast($channels as varchar[]), u.sales_channel))
    and (
        cast($countries as varchar[]) is null
        or list_contains(cast($countries as varchar[]), coalesce(c.country_folded, $unknown))
    )
    and not (cast($without_trials as boolean) and coalesce(u.is_trial, false))
    and not (cast($without_internal as boolean) and coalesce(c.internal, false))
order by u.offer, u.account, u.used_on
