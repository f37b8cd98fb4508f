-- the same rows with currency, channel, billing type and account's first use, those of the row with most hours
select
    offer, -used_on as newest, customer, plan_order, used_on as retained_on, plan, billing_type, currency, sales_channel,
    first_day, used_on - first_day as days_from_first_use, lower(billing_type) as billing_type_folded,
    lower(currency) as currency_folded, lower(sales_channel) as sales_channel_folded
from (
    select
        *,
        row_number() over (
            partition by offer, used_on, customer, plan_order
            order by
                normalized_hours desc nulls last, raw_hours desc nulls last, currency nulls last,
                sales_channel nulls last, billing_type nulls last, subscription nulls last, account
        ) as place
    from own
    where used_on between $window_from and $window_to
) as ranked
where place = 1
