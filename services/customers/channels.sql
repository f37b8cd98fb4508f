-- Every sales channel of the part.
SELECT sales_channel FROM acquisitions WHERE sales_channel IS NOT NULL
UNION
SELECT sales_channel FROM customer_months WHERE sales_channel IS NOT NULL
ORDER BY sales_channel
