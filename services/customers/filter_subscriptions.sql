-- Subscriptions of what was held at the start of the range, acquired or used in it, in the order of their ids.
SELECT subscriptions.subscription_id
FROM subscriptions
JOIN (
    SELECT subscription FROM acquisitions WHERE acquired_month <= $last AND (canceled_month IS NULL OR canceled_month >= $first)
    UNION
    SELECT subscription FROM customer_months WHERE month BETWEEN $first AND $last
) AS named ON named.subscription = subscriptions.subscription
ORDER BY subscriptions.subscription
