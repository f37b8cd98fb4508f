-- Orders of the range by plan (NULL: missing), with the number and the seats of those not canceled on its last day.
SELECT
    offer,
    plan,
    COUNT(*) AS orders,
    SUM(CASE WHEN canceled_month IS NULL OR canceled_month > $last THEN 1 ELSE 0 END) AS held,
    SUM(CASE WHEN canceled_month IS NULL OR canceled_month > $last THEN quantity ELSE 0 END) AS seats
FROM acquired
WHERE source = 1 AND acquired_month BETWEEN $first AND $last
GROUP BY offer, plan
ORDER BY offer, plan NULLS LAST
