-- The days on which accounts used an offer in a segment of its usage, with their first use found anew.
select
    u.offer, u.account, u.used_on as day, u.month, sum(u.revenue) as revenue, f.first_day, f.first_month
from usage as u
join (
    select offer, account, min(used_on) as first_day, min(month) as first_month
    from usage
    where {offers} and {usage_filter}
    group by offer, account
) as f on f.offer = u.offer and f.account = u.account
where u.{offers} and {usage_filter}
group by u.offer, u.account, u.used_on, u.month, f.first_day, f.first_month
