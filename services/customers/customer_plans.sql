-- The same as plans.sql for each of the customers with the keys $customers.
SELECT
    customer,
    offer,
    plan,
    COUNT(*) AS orders,
    SUM(CASE WHEN canceled_month IS NULL OR canceled_month > $last THEN 1 ELSE 0 END) AS held,
    SUM(CASE WHEN canceled_month IS NULL OR canceled_month > $last THEN quantity ELSE 0 END) AS seats
FROM acquired
WHERE source = 1 AND acquired_month BETWEEN $first AND $last AND customer IN (SELECT UNNEST(CAST($customers AS INTEGER[])))
GROUP BY customer, offer, plan
ORDER BY customer, offer, plan NULLS LAST
