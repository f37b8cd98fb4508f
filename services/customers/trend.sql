-- Stays that started and ended by month; the month before the range sums up all before it.
SELECT
    month,
    SUM(started) AS started,
    SUM(ended) AS ended,
    SUM(acquired) AS acquired,
    SUM(newcomers) AS newcomers
FROM (
    SELECT
        CASE WHEN start_month < $first THEN $first - 1 ELSE start_month END AS month,
        1 AS started,
        0 AS ended,
        CASE WHEN stay = 1 THEN 1 ELSE 0 END AS acquired,
        CASE WHEN stay = 1 AND end_month > start_month THEN 1 ELSE 0 END AS newcomers
    FROM stays
    WHERE start_month <= $last
    UNION ALL
    SELECT CASE WHEN end_month < $first THEN $first - 1 ELSE end_month END, 0, 1, 0, 0
    FROM stays
    WHERE end_month <= $last
) AS changes
GROUP BY month
ORDER BY month
