-- The offer's curve by day to the horizon beside that of its category. Every account of the base began 45 days before as_of
-- or earlier, so all of them are eligible on each of these days.
with {segment}reached as (
    select offer, day - first_day as n, count(*) as retained, sum(revenue) as revenue
    from {days}
    where first_day between $base_from and $base_to and day <= first_day + 45
        and offer in (
            select offer from offers where category_folded = (select category_folded from offers where offer = $offer)
        )
    group by offer, n
),
pooled as (
    select
        n, coalesce(sum(retained) filter (where offer = $offer), 0) as retained,
        coalesce(sum(revenue) filter (where offer = $offer), 0) as revenue, sum(retained) as all_retained
    from reached
    group by n
),
points as (
    select
        p.n, b.retained as eligible, coalesce(r.retained, 0) as retained, coalesce(r.revenue, 0) as revenue,
        b.all_retained as all_eligible, coalesce(r.all_retained, 0) as all_retained
    from (select unnest(range(46)) as n) as p
    join pooled as b on b.n = 0 and b.retained > 0
    left join pooled as r on r.n = p.n
)
select
    n, eligible, retained, eligible - retained as dormant, retained / eligible as score, wilson_low(retained, eligible) as low,
    wilson_high(retained, eligible) as high, all_retained / all_eligible as benchmark,
    indicator(retained, eligible, all_retained, all_eligible) as indicator,
    not all_retained / all_eligible between wilson_low(retained, eligible) and wilson_high(retained, eligible) as significant,
    revenue
from points
order by n
