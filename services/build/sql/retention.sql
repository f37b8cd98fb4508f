-- Rows of the retention report: beside usage of that customer, offer and day they add what is unknown there; else they are usage.
create table used_days as
select distinct customer, offer, used_on from summed_usage;

create table retention_alone as
select said.*
from summed_retention as said
where not exists (
    select 1 from used_days as used
    where used.customer = said.customer and used.offer = said.offer and used.used_on = said.used_on
);

create table first_uses as
with ranked as (
    select
        *,
        row_number() over (
            partition by customer, offer, first_used_on
            order by used_on, plan nulls last, sales_channel nulls last, billing_type nulls last, currency nulls last
        ) as place
    from summed_retention
    where first_used_on is not null
)

select said.*
from ranked as said
where said.place = 1
    and not exists (
        select 1 from used_days as used
        where used.customer = said.customer and used.offer = said.offer and used.used_on = said.first_used_on
    )
    and not exists (
        select 1 from retention_alone as alone
        where alone.customer = said.customer and alone.offer = said.offer and alone.used_on = said.first_used_on
    );

-- days of usage with something unknown, of which the retention report speaks too
create table gaps as
select distinct used.customer, used.offer, used.used_on
from summed_usage as used
join (select distinct customer, offer, used_on from summed_retention) as said
    on said.customer = used.customer and said.offer = used.offer and said.used_on = used.used_on
where used.revenue is null or used.plan is null or used.sales_channel is null or used.billing_type is null
    or used.currency is null;

create table told as
select said.*, used.customer is not null as of_plan
from summed_retention as said
join gaps on gaps.customer = said.customer and gaps.offer = said.offer and gaps.used_on = said.used_on
left join (select distinct customer, offer, used_on, plan from summed_usage) as used
    on used.customer = said.customer and used.offer = said.offer and used.used_on = said.used_on
    and used.plan is not distinct from said.plan;

create table told_of_plans as
select
    customer, offer, used_on, plan,
    case when min(sales_channel) = max(sales_channel) and count(*) = count(sales_channel) then min(sales_channel) end
        as sales_channel,
    case when min(billing_type) = max(billing_type) and count(*) = count(billing_type) then min(billing_type) end
        as billing_type,
    case when min(currency) = max(currency) and count(*) = count(currency) then min(currency) end as currency,
    sum(revenue)::bigint as revenue
from told
where of_plan
group by customer, offer, used_on, plan;

create table told_of_days as
select
    customer, offer, used_on,
    case when min(plan) = max(plan) and count(*) = count(plan) then min(plan) end as plan,
    case when min(sales_channel) = max(sales_channel) and count(*) = count(sales_channel) then min(sales_channel) end
        as sales_channel,
    case when min(billing_type) = max(billing_type) and count(*) = count(billing_type) then min(billing_type) end
        as billing_type,
    case when min(currency) = max(currency) and count(*) = count(currency) then min(currency) end as currency,
    sum(revenue)::bigint as revenue
from told
where not of_plan
group by customer, offer, used_on;

-- revenue unknown on a whole day (of the plan, else of the offer) goes to the first row of that day
create table filled_usage as
with ranked as (
    select
        used.*,
        row_number() over of_plan as place_in_plan,
        count(used.revenue) over (partition by used.customer, used.offer, used.used_on, used.plan) as known_in_plan,
        row_number() over of_day as place_in_day,
        count(used.revenue) over (partition by used.customer, used.offer, used.used_on) as known_in_day
    from summed_usage as used
    join gaps on gaps.customer = used.customer and gaps.offer = used.offer and gaps.used_on = used.used_on
    window
        of_plan as (
            partition by used.customer, used.offer, used.used_on, used.plan
            order by used.account, used.subscription nulls last, used.sales_channel nulls last,
                used.billing_type nulls last, used.currency nulls last, used.is_trial
        ),
        of_day as (
            partition by used.customer, used.offer, used.used_on
            order by used.plan nulls last, used.account, used.subscription nulls last, used.sales_channel nulls last,
                used.billing_type nulls last, used.currency nulls last, used.is_trial
        )
),

offered as (
    select
        ranked.*,
        plans.sales_channel as plan_channel, plans.billing_type as plan_type, plans.currency as plan_currency,
        days.plan as day_plan, days.sales_channel as day_channel, days.billing_type as day_type,
        days.currency as day_currency,
        case when ranked.known_in_plan = 0 and ranked.place_in_plan = 1 then plans.revenue end as plan_revenue,
        case when ranked.known_in_day = 0 and ranked.place_in_day = 1 then days.revenue end as day_revenue
    from ranked
    left join told_of_plans as plans
        on plans.customer = ranked.customer and plans.offer = ranked.offer and plans.used_on = ranked.used_on
        and plans.plan is not distinct from ranked.plan
    left join told_of_days as days
        on days.customer = ranked.customer and days.offer = ranked.offer and days.used_on = ranked.used_on
)

select
    used_on, customer, account, offer, coalesce(plan, day_plan) as plan, subscription,
    coalesce(sales_channel, plan_channel, day_channel) as sales_channel,
    coalesce(billing_type, plan_type, day_type) as billing_type,
    coalesce(currency, plan_currency, day_currency) as currency,
    is_trial, reference, raw_hours, normalized_hours,
    case
        when coalesce(revenue, plan_revenue, day_revenue) is not null
            then coalesce(revenue, coalesce(plan_revenue, 0) + coalesce(day_revenue, 0))
    end as revenue
from offered;

create table usage_facts as
select
    used_on, customer, account, offer, plan, subscription, sales_channel, billing_type, currency, is_trial,
    min(reference) as reference, sum(raw_hours)::bigint as raw_hours, sum(normalized_hours)::bigint as normalized_hours,
    sum(revenue)::bigint as revenue
from (
    select * from filled_usage
    union all by name
    select used.*
    from summed_usage as used
    where not exists (
        select 1 from gaps
        where gaps.customer = used.customer and gaps.offer = used.offer and gaps.used_on = used.used_on
    )
    union all by name
    select
        used_on, customer, account, offer, plan, null::integer as subscription, sales_channel, billing_type, currency,
        false as is_trial, null::integer as reference, 0::bigint as raw_hours, 0::bigint as normalized_hours, revenue
    from retention_alone
    union all by name
    select
        first_used_on as used_on, customer, account, offer, plan, null::integer as subscription, sales_channel,
        billing_type, currency, false as is_trial, null::integer as reference, 0::bigint as raw_hours,
        0::bigint as normalized_hours, 0::bigint as revenue
    from first_uses
)
group by used_on, customer, account, offer, plan, subscription, sales_channel, billing_type, currency, is_trial;

-- a reported first use without a row is a day of usage, but not one that was loaded
create table first_loaded as
select min(used_on) as used_on
from (select used_on from summed_usage union all select used_on from retention_alone);
