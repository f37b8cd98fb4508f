-- Every plan of the part.
SELECT plan, plan_id, name, billing_type, offer FROM plans ORDER BY plan
