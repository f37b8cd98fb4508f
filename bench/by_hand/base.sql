-- Accounts of the offer whose first use lies in the window.
with {segment}starts as (
    select account from {days} where offer = $offer and day = first_day and first_day between $base_from and $base_to
)
select $base_from as base_from, $base_to as base_to, count(*) as accounts from starts
