-- Dates and status of every customer on day $end, from the acquisitions that the row filters leave.
SELECT
    all_customers.customer,
    held.date_acquired,
    CASE WHEN held.active = 0 THEN held.last_canceled END AS date_lost,
    COALESCE(held.active, 0) > 0 AS is_active
FROM all_customers
LEFT JOIN (
    SELECT
        customer,
        MIN(acquired_on) AS date_acquired,
        SUM(CASE WHEN acquired_on <= $end AND (canceled_on IS NULL OR canceled_on > $end) THEN 1 ELSE 0 END) AS active,
        MAX(CASE WHEN acquired_on <= $end THEN canceled_on END) AS last_canceled
    FROM all_acquisitions
    WHERE {rows}
    GROUP BY customer
) AS held ON held.customer = all_customers.customer
