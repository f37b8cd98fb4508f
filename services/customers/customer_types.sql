-- Orders and hours by month, of customers new in it and of the others; the month before the range comes along for the growth.
-- A customer begins with an acquisition or, before all of them, with usage.
WITH beginnings AS (
    SELECT customer, MIN(month) AS first_month
    FROM (
        SELECT customer, start_month AS month FROM stays WHERE stay = 1
        UNION ALL
        SELECT customer, MIN(month) AS month FROM active_months WHERE usage_rows > 0 GROUP BY customer
    ) AS begun
    GROUP BY customer
)
SELECT
    active_months.month,
    CASE WHEN active_months.month = beginnings.first_month THEN 1 ELSE 0 END AS newcomers,
    SUM(active_months.orders) AS orders,
    SUM(active_months.normalized_hours) AS normalized_hours,
    SUM(active_months.raw_hours) AS raw_hours
FROM active_months
JOIN beginnings ON beginnings.customer = active_months.customer
WHERE active_months.month BETWEEN $first - 1 AND $last
GROUP BY active_months.month, newcomers
ORDER BY active_months.month, newcomers
