-- Subscriptions of what was held at the start of the range, acquired or used in it, in whose id $search stands: the first by id.
SELECT subscriptions.subscription_id
FROM subscriptions
JOIN (
    SELECT subscription FROM acquisitions WHERE acquired_month <= $last AND (canceled_month IS NULL OR canceled_month >= $first)
    UNION
    SELECT subscription FROM customer_months WHERE month BETWEEN $first AND $last
) AS named ON named.subscription = subscriptions.subscription
WHERE CONTAINS(LOWER(subscriptions.subscription_id), $search)
ORDER BY LOWER(subscriptions.subscription_id), subscriptions.subscription_id
LIMIT $limit
