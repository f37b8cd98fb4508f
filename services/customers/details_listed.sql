-- The rows of the details table as a role lists them.
SELECT
    *,
    CASE
        WHEN protected THEN 'PROTECTED'
        WHEN NOT $owner THEN 'OWNER_ONLY'
        WHEN consent THEN 'VISIBLE'
        ELSE 'NO_CONSENT'
    END AS personal_data
FROM details
