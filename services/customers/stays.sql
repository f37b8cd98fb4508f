-- The months through which a customer held something without a gap. Touching months are one stay: what is canceled in a month in
-- which something else is acquired (or in which it was acquired itself) does not end it twice. Active at the end of month m:
-- start_month <= m < end_month. `stay` counts from 1, so that the first stay starts with the first acquisition ever.
-- Month 1000000 stands for never.
WITH held AS (
    SELECT customer, acquired_month AS start_month, MAX(COALESCE(canceled_month, 1000000)) AS end_month
    FROM acquired
    GROUP BY customer, acquired_month
),
marked AS (
    SELECT
        customer, start_month, end_month,
        MAX(end_month) OVER (
            PARTITION BY customer ORDER BY start_month ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS ended_before
    FROM held
),
numbered AS (
    SELECT
        customer, start_month, end_month,
        SUM(CASE WHEN ended_before >= start_month THEN 0 ELSE 1 END) OVER (
            PARTITION BY customer ORDER BY start_month ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS stay
    FROM marked
)
SELECT customer, CAST(stay AS INTEGER) AS stay, MIN(start_month) AS start_month, MAX(end_month) AS end_month
FROM numbered
GROUP BY customer, stay
ORDER BY customer, stay
