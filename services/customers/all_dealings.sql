-- The months in which each customer dealt with a channel and a subscription: from an acquisition to its cancellation, and those of orders
-- and usage that no such stretch covers. Month 1000000 stands for never.
WITH held AS (
    SELECT DISTINCT
        customer, sales_channel, subscription, acquired_month AS from_month, COALESCE(canceled_month, 1000000) AS to_month
    FROM acquisitions
),
dealings AS (
    SELECT customer, sales_channel, subscription, from_month, to_month FROM held
    UNION ALL
    SELECT DISTINCT dealt.customer, dealt.sales_channel, dealt.subscription, dealt.month, dealt.month
    FROM customer_months AS dealt
    LEFT JOIN held
        ON
            held.customer = dealt.customer
            AND held.sales_channel IS NOT DISTINCT FROM dealt.sales_channel
            AND held.subscription IS NOT DISTINCT FROM dealt.subscription
            AND dealt.month BETWEEN held.from_month AND held.to_month
    WHERE held.customer IS NULL
)
SELECT dealings.customer, dealings.sales_channel, subscriptions.subscription_id, dealings.from_month, dealings.to_month
FROM dealings
LEFT JOIN subscriptions ON subscriptions.subscription = dealings.subscription
ORDER BY dealings.customer, dealings.from_month, dealings.to_month, dealings.sales_channel, subscriptions.subscription_id
