-- Every offer at its horizon: its score beside its category's, its rank now and a day earlier, and what its dormant accounts had brought.
with steps as (
    select * from (values (0, $base_from, $base_to), (1, $base_from_before, $base_to - 1)) as s (step, base_from, base_to)
),
reached as (
    select
        s.step, u.offer, count(*) filter (where u.day = u.first_day) as eligible,
        count(*) filter (where u.day = u.first_day + 45) as retained
    from uses as u
    join steps as s on u.first_day between s.base_from and s.base_to
    where u.day in (u.first_day, u.first_day + 45)
    group by s.step, u.offer
),
ranked as (
    select
        r.*, sum(r.eligible) over category as all_eligible, sum(r.retained) over category as all_retained,
        row_number() over (
            partition by r.step, o.category_folded order by r.retained / r.eligible desc, r.eligible desc, r.offer
        ) as place
    from reached as r
    join offers as o on o.offer = r.offer
    window category as (partition by r.step, o.category_folded)
),
lost as (
    select offer, sum(revenue) as revenue
    from (
        select offer, account, sum(revenue) filter (where day <= first_day + 44) as revenue
        from uses
        where first_day between $base_from and $base_to and day <= first_day + 45
        group by offer, account, first_day
        having max(day) = first_day + 44
    )
    group by offer
)
select
    o.offer_id, o.name, o.category, coalesce(n.eligible, 0) as eligible, coalesce(n.retained, 0) as retained,
    n.retained / n.eligible as score, wilson_low(n.retained, n.eligible) as low, wilson_high(n.retained, n.eligible) as high,
    n.all_retained / n.all_eligible as benchmark, indicator(n.retained, n.eligible, n.all_retained, n.all_eligible) as indicator,
    n.place, b.place - n.place as rank_change, coalesce(n.eligible - n.retained, 0) as dormant,
    coalesce(l.revenue, 0) as revenue_at_stake
from offers as o
left join ranked as n on n.offer = o.offer and n.step = 0
left join ranked as b on b.offer = o.offer and b.step = 1
left join lost as l on l.offer = o.offer
order by o.offer
