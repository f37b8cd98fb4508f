-- Customers of the range by the measure, largest first, ties by id, in hundredths: hundredth h ends at rank ceil(h * size / 100).
WITH members AS (
    SELECT customer FROM presence WHERE from_month <= $last AND to_month >= $first GROUP BY customer
),
sums AS (
    SELECT
        customer,
        SUM(CASE $measure WHEN 'ORDERS' THEN orders WHEN 'RAW_USAGE' THEN raw_hours ELSE normalized_hours END) AS value
    FROM customer_months
    WHERE month BETWEEN $first AND $last
    GROUP BY customer
),
ranked AS (
    SELECT
        COALESCE(sums.value, 0) AS value,
        ROW_NUMBER() OVER (ORDER BY COALESCE(sums.value, 0) DESC, members.customer) AS place,
        COUNT(*) OVER () AS size
    FROM members
    LEFT JOIN sums ON sums.customer = members.customer
)
SELECT 100 * (place - 1) // size + 1 AS hundredth, COUNT(*) AS customers, SUM(value) AS value
FROM ranked
GROUP BY hundredth
ORDER BY hundredth
