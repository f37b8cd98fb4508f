-- What the customers of the range are and where, each value once.
WITH present AS (
    SELECT customers.* FROM customers JOIN members ON members.customer = customers.customer
)
SELECT 'countries' AS kind, country AS value FROM present
UNION
SELECT 'states' AS kind, state AS value FROM present
UNION
SELECT 'languages' AS kind, language AS value FROM present
UNION
SELECT 'customer_types' AS kind, customer_type AS value FROM present
ORDER BY kind, value NULLS LAST
