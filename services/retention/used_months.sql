-- the calendar months in which an account used an offer, by all that a segment asks of a row of usage: its first and last day in the
-- month, and as bits of `days` every one, from the month's first day on
select
    offer, account, customer, plan, billing_type, sales_channel, is_trial, month, starts_on,
    min(used_on) as first_used_on, max(used_on) as last_used_on,
    cast(bit_or(cast(1 as integer) << (used_on - starts_on)) as integer) as days
from (
    select
        offer, account, customer, plan, billing_type, sales_channel, coalesce(is_trial, false) as is_trial, used_on,
        cast(
            12 * extract(year from date '2000-01-01' + used_on) + extract(month from date '2000-01-01' + used_on)
            as integer
        ) as month,
        used_on + 1 - cast(extract(day from date '2000-01-01' + used_on) as integer) as starts_on
    from usage
) as dated
group by offer, account, customer, plan, billing_type, sales_channel, is_trial, month, starts_on
order by offer, account, month, customer, plan, billing_type, sales_channel, is_trial
