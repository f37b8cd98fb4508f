-- The categories of the offers.
select trim(arg_min(category, offer)) as name, count(*) as offers
from offers
group by category_folded
order by category_folded
