-- Customers of the range by country, the unknown one a row of its own, with what they ordered and used in it.
SELECT
    customers.country,
    MIN(customers.country_code) AS country_code,
    COUNT(*) AS customers,
    SUM(members.is_new) AS new_customers,
    SUM(members.orders) AS orders,
    SUM(members.normalized_hours) AS normalized_hours,
    SUM(members.raw_hours) AS raw_hours
FROM members
JOIN customers ON customers.customer = members.customer
GROUP BY customers.country
ORDER BY COUNT(*) DESC, customers.country NULLS LAST
