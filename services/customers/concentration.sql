-- Customers of the range by the measure, largest first, ties by id, in hundredths: hundredth h ends at rank ceil(h * size / 100).
WITH ranked AS (
    SELECT
        value,
        ROW_NUMBER() OVER (ORDER BY value DESC, customer) AS place,
        COUNT(*) OVER () AS size
    FROM (
        SELECT
            customer, CASE $measure WHEN 'ORDERS' THEN orders WHEN 'RAW_USAGE' THEN raw_hours ELSE normalized_hours END AS value
        FROM members
    ) AS measured
)
SELECT 100 * (place - 1) // size + 1 AS hundredth, COUNT(*) AS customers, SUM(value) AS value
FROM ranked
GROUP BY hundredth
ORDER BY hundredth
