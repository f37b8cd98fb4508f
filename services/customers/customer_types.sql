-- Orders and hours by month, of customers new in it and of the others; the month before the range comes along for the growth.
-- A presence begins with an acquisition or, before all of them, with usage.
WITH beginnings AS (
    SELECT customer, MIN(from_month) AS first_month FROM presence WHERE from_month > 0 GROUP BY customer
)
SELECT
    customer_months.month,
    CASE WHEN customer_months.month = beginnings.first_month THEN 1 ELSE 0 END AS newcomers,
    SUM(customer_months.orders) AS orders,
    SUM(customer_months.normalized_hours) AS normalized_hours,
    SUM(customer_months.raw_hours) AS raw_hours
FROM customer_months
JOIN beginnings ON beginnings.customer = customer_months.customer
WHERE customer_months.month BETWEEN $first - 1 AND $last
GROUP BY customer_months.month, newcomers
ORDER BY customer_months.month, newcomers
