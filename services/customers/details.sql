-- One row per customer of the range (month 0 as $first: of all times), as things stand on its last day $end, from the schema of a slice.
WITH members AS (
    SELECT customer FROM {presence} WHERE from_month <= $last AND to_month >= $first GROUP BY customer
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
    FROM {acquisitions}
    GROUP BY customer
),
returned AS (
    SELECT customer FROM {stays} WHERE stay > 1 AND start_month BETWEEN $first AND $last GROUP BY customer
),
sums AS (
    SELECT
        customer,
        SUM(orders) AS orders,
        SUM(normalized_hours) AS normalized_hours,
        SUM(raw_hours) AS raw_hours,
        SUM(revenue) AS revenue
    FROM {customer_months}
    WHERE month BETWEEN $first AND $last
    GROUP BY customer
)
SELECT
    members.customer,
    LOWER(customers.customer_id) AS customer_id_folded,
    LOWER(customers.billing_account_id) AS billing_account_id_folded,
    customers.state_folded,
    customers.country_folded,
    LOWER(customers.country_code) AS country_code_folded,
    customers.language_folded,
    customers.customer_type_folded,
    customers.consent,
    customers.protected,
    holdings.date_acquired,
    CASE WHEN holdings.held = 0 THEN holdings.last_canceled END AS date_lost,
    CASE WHEN holdings.held > 0 THEN 1 ELSE 0 END AS is_active,
    CASE WHEN returned.customer IS NOT NULL THEN 1 ELSE 0 END AS reactivated,
    COALESCE(sums.orders, 0) AS orders,
    COALESCE(holdings.seats, 0) AS seats,
    COALESCE(sums.normalized_hours, 0) AS normalized_hours,
    COALESCE(sums.raw_hours, 0) AS raw_hours,
    COALESCE(sums.revenue, 0) AS revenue
FROM members
JOIN {customers} AS customers ON customers.customer = members.customer
LEFT JOIN holdings ON holdings.customer = members.customer
LEFT JOIN returned ON returned.customer = members.customer
LEFT JOIN sums ON sums.customer = members.customer
