-- The offer and its plans.
select o.offer_id, o.name, o.category, o.product_url, p.plan_id, p.name as plan, p.billing_type
from offers as o
left join plans as p on p.offer = o.offer
where o.offer = $offer
order by p.plan
