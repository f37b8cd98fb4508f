-- The $top customers of the range by the measure, largest first, ties by id, beside the total of all of them.
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
        members.customer,
        COALESCE(sums.value, 0) AS value,
        ROW_NUMBER() OVER (ORDER BY COALESCE(sums.value, 0) DESC, members.customer) AS place,
        SUM(COALESCE(sums.value, 0)) OVER () AS total
    FROM members
    LEFT JOIN sums ON sums.customer = members.customer
)
SELECT place, customer, value, total
FROM ranked
WHERE place <= $top
ORDER BY place
