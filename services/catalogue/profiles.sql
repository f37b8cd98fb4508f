-- The profiles of all customers, without personal data.
SELECT
    customer, customer_id, billing_account_id, state, country, country_code, language, customer_type,
    date_acquired, date_lost, is_active, consent, protected
FROM customers
ORDER BY customer
