-- Offers, plans and channels of what was held at the start of the range, acquired or used in it.
SELECT offer, plan, sales_channel FROM acquisitions WHERE acquired_month <= $last AND (canceled_month IS NULL OR canceled_month >= $first)
UNION
SELECT offer, plan, sales_channel FROM customer_months WHERE month BETWEEN $first AND $last
ORDER BY offer, plan, sales_channel
