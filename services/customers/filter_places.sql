-- What the customers of the range are and where, each value once.
WITH members AS (
    SELECT customers.*
    FROM customers
    JOIN (
        SELECT customer FROM presence WHERE from_month <= $last AND to_month >= $first GROUP BY customer
    ) AS present ON present.customer = customers.customer
)
SELECT 'countries' AS kind, country AS value FROM members
UNION
SELECT 'states' AS kind, state AS value FROM members
UNION
SELECT 'languages' AS kind, language AS value FROM members
UNION
SELECT 'customer_types' AS kind, customer_type AS value FROM members
ORDER BY kind, value NULLS LAST
