-- who used an offer in an account, under which plan and billing type, by which channel, as a trial or not: each since when and until when,
-- and how many such rows the account has
select *, cast(count(*) over (partition by offer, account) as integer) as of_account
from (
    select
        offer, account, customer, plan, billing_type, sales_channel, is_trial,
        min(first_used_on) as first_used_on, max(last_used_on) as last_used_on
    from used_months
    group by offer, account, customer, plan, billing_type, sales_channel, is_trial
) as uses
order by offer, account, customer, plan, billing_type, sales_channel, is_trial
