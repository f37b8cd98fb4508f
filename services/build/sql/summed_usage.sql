-- Usage by its key, hours and revenue added up; trial usage stands apart, so that it can be left out exactly.
select
    said.used_on, said.customer, coalesce(said.billing, customers.account) as account, said.offer, said.plan,
    said.subscription, said.sales_channel, said.billing_type, said.currency,
    case
        when said.trial_ends_on is not null then said.used_on <= said.trial_ends_on
        when said.is_trial is not null then said.is_trial
        else coalesce(said.used_on <= trials.trial_ends_on, false)
    end as is_trial,
    min(said.reference) as reference,
    coalesce(sum(said.raw_hours), 0)::bigint as raw_hours,
    coalesce(sum(said.normalized_hours), 0)::bigint as normalized_hours,
    sum(said.revenue)::bigint as revenue
from stated_usage as said
join customer_keys as customers on customers.customer = said.customer
left join reference_keys as refs on refs.reference = said.reference
left join trials on trials.reference_id = refs.reference_id
group by
    said.used_on, coalesce(said.billing, customers.account), said.customer, said.offer, said.plan,
    said.subscription, said.sales_channel, said.billing_type, said.currency,
    case
        when said.trial_ends_on is not null then said.used_on <= said.trial_ends_on
        when said.is_trial is not null then said.is_trial
        else coalesce(said.used_on <= trials.trial_ends_on, false)
    end;
