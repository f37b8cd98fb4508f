-- The $top customers of the range by the measure, largest first, ties by id, beside the total of all of them.
WITH measured AS (
    SELECT
        customer, CASE $measure WHEN 'ORDERS' THEN orders WHEN 'RAW_USAGE' THEN raw_hours ELSE normalized_hours END AS value
    FROM members
)
SELECT
    ROW_NUMBER() OVER (ORDER BY value DESC, customer) AS place,
    customer,
    value,
    (SELECT SUM(value) FROM measured) AS total
FROM (SELECT customer, value FROM measured ORDER BY value DESC, customer LIMIT $top) AS leaders
ORDER BY place
