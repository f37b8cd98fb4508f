-- the billing types and sales channels that occur in usage
select distinct billing_type, sales_channel
from usage
order by billing_type, sales_channel
