-- One row per customer of the range (month 0 as $first: of all times), as things stand on its last day $end: customers with a stay or with
-- usage in the range. A stay counts to the month in which it ended.
WITH sums AS (
    SELECT
        customer,
        SUM(usage_rows) AS usage_rows,
        SUM(orders) AS orders,
        SUM(normalized_hours) AS normalized_hours,
        SUM(raw_hours) AS raw_hours,
        SUM(revenue) AS revenue
    FROM {active_months}
    WHERE month BETWEEN $first AND $last
    GROUP BY customer
),
stayed AS (
    SELECT
        customer,
        MAX(CASE WHEN start_month <= $last AND end_month >= $first THEN 1 ELSE 0 END) AS present,
        MAX(CASE WHEN stay = 1 AND start_month BETWEEN $first AND $last THEN 1 ELSE 0 END) AS is_new,
        MAX(CASE WHEN stay > 1 AND start_month BETWEEN $first AND $last THEN 1 ELSE 0 END) AS reactivated
    FROM {stays}
    GROUP BY customer
),
holdings AS (
    SELECT
        customer,
        MIN(acquired_on) AS date_acquired,
        SUM(CASE WHEN acquired_on <= $end AND (canceled_on IS NULL OR canceled_on > $end) THEN 1 ELSE 0 END) AS held,
        MAX(CASE WHEN acquired_on <= $end THEN canceled_on END) AS last_canceled,
        SUM(
            CASE
                WHEN source = 1 AND acquired_month BETWEEN $first AND $last AND (canceled_month IS NULL OR canceled_month > $last)
                    THEN quantity
                ELSE 0
            END
        ) AS seats
    FROM {acquired}
    GROUP BY customer
)
SELECT
    chosen.customer,
    COALESCE(stayed.is_new, 0) AS is_new,
    holdings.date_acquired,
    CASE WHEN holdings.held = 0 THEN holdings.last_canceled END AS date_lost,
    CASE WHEN holdings.held > 0 THEN 1 ELSE 0 END AS is_active,
    COALESCE(stayed.reactivated, 0) AS reactivated,
    CAST(COALESCE(sums.orders, 0) AS BIGINT) AS orders,
    CAST(COALESCE(holdings.seats, 0) AS BIGINT) AS seats,
    CAST(COALESCE(sums.normalized_hours, 0) AS BIGINT) AS normalized_hours,
    CAST(COALESCE(sums.raw_hours, 0) AS BIGINT) AS raw_hours,
    CAST(COALESCE(sums.revenue, 0) AS BIGINT) AS revenue
FROM {chosen} AS chosen
LEFT JOIN sums ON sums.customer = chosen.customer
LEFT JOIN stayed ON stayed.customer = chosen.customer
LEFT JOIN holdings ON holdings.customer = chosen.customer
WHERE $first = 0 OR stayed.present = 1 OR sums.usage_rows > 0
