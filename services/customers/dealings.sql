-- Channels and subscriptions of what some customers held at the start of the range, acquired or used in it.
SELECT dealings.customer, dealings.sales_channel, subscriptions.subscription_id
FROM (
    SELECT customer, sales_channel, subscription FROM acquisitions
    WHERE
        acquired_month <= $last AND (canceled_month IS NULL OR canceled_month >= $first)
        AND customer IN (SELECT UNNEST(CAST($customers AS INTEGER[])))
    UNION
    SELECT customer, sales_channel, subscription FROM customer_months
    WHERE month BETWEEN $first AND $last AND customer IN (SELECT UNNEST(CAST($customers AS INTEGER[])))
) AS dealings
LEFT JOIN subscriptions ON subscriptions.subscription = dealings.subscription
