-- how many rows the details of an offer have: days of usage of customers and plans, counted as bits of their months
select sum(bit_count(days)) as details
from (
    select
        bit_or(
            case
                when starts_on < $window_from then (days >> ($window_from - starts_on)) << ($window_from - starts_on)
                when starts_on + 30 > $window_to then days & ((1 << ($window_to - starts_on + 1)) - 1)
                else days
            end
        ) as days
    from used_months
    where offer = $offer and starts_on + 30 >= $window_from and starts_on <= $window_to
    group by customer, plan, month
) as used
