-- Every way in which a row names an offer and a plan, with what it says of them and the last file that said so.
create table mentions as
select offer_id, product_id, offer_name, offer_type, null::varchar as category,
    plan_id, plan_name, billing_type, null::boolean as is_private, max(file) as file
from lake_usage
group by all
union all
select offer_id, product_id, offer_name, offer_type, category, plan_id, plan_name, billing_type, null, max(file)
from lake_retention
group by all
union all
select offer_id, product_id, offer_name, offer_type, null, plan_id, plan_name, null, is_private, max(file)
from lake_orders
group by all
union all
select offer_id, product_id, offer_name, offer_type, null, plan_id, plan_name, null, is_private, max(file)
from lake_customers
where coalesce(offer_id, product_id, offer_name) is not null
group by all
union all
select offer_id, null, name, null, null, null, null, null, null, max(file)
from lake_offers
group by all
union all
select offer_id, null, null, null, null, plan_id, null, null, null, max(file)
from lake_plans
group by all;
