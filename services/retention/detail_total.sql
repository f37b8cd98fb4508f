-- how many rows the details of an offer have: customers and plans by their days of usage, which are bits of numbers of 60 days each
select sum(bit_count(days)) as details
from (
    select bit_or(cast(1 as bigint) << cast((used_on - $window_from) % 60 as integer)) as days
    from uses
    where offer = $offer and used_on between $window_from and $window_to
    group by customer, plan, (used_on - $window_from) // 60
) as used
