-- Customers of the range by country, the unknown one a row of its own, with what they ordered and used in it.
WITH members AS (
    SELECT customer FROM presence WHERE from_month <= $last AND to_month >= $first GROUP BY customer
),
newcomers AS (
    SELECT customer FROM stays WHERE stay = 1 AND start_month BETWEEN $first AND $last
),
sums AS (
    SELECT customer, SUM(orders) AS orders, SUM(normalized_hours) AS normalized_hours, SUM(raw_hours) AS raw_hours
    FROM customer_months
    WHERE month BETWEEN $first AND $last
    GROUP BY customer
)
SELECT
    customers.country,
    MIN(customers.country_code) AS country_code,
    COUNT(*) AS customers,
    COUNT(newcomers.customer) AS new_customers,
    SUM(COALESCE(sums.orders, 0)) AS orders,
    SUM(COALESCE(sums.normalized_hours, 0)) AS normalized_hours,
    SUM(COALESCE(sums.raw_hours, 0)) AS raw_hours
FROM members
JOIN customers ON customers.customer = members.customer
LEFT JOIN newcomers ON newcomers.customer = members.customer
LEFT JOIN sums ON sums.customer = members.customer
GROUP BY customers.country
ORDER BY COUNT(*) DESC, customers.country NULLS LAST
