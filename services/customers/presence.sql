-- When a customer counts: it is of the range first..last where from_month <= last and to_month >= first. A stay counts to the month
-- in which it ended; usage outside of all stays counts in its own month. Month 0 stands for no range: then every customer counts.
SELECT customer, 0 AS from_month, 0 AS to_month FROM customers
UNION ALL
SELECT customer, start_month AS from_month, end_month AS to_month FROM stays
UNION ALL
SELECT used.customer, used.month AS from_month, used.month AS to_month
FROM (SELECT customer, month FROM customer_months WHERE usage_rows > 0 GROUP BY customer, month) AS used
LEFT JOIN stays ON stays.customer = used.customer AND used.month BETWEEN stays.start_month AND stays.end_month
WHERE stays.customer IS NULL
ORDER BY customer, from_month, to_month
