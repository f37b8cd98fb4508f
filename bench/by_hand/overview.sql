-- Every offer at its horizon: its score beside its category's, its rank now and a day earlier, and what its dormant accounts had brought.
with reached as (
    select
        s.step, c.offer, if(s.step = 0, c.eligible, c.eligible_before) as eligible,
        if(s.step = 0, c.retained, c.retained_before) as retained
    from (
        select
            offer,
            count(*) filter (where day = first_day and first_day between $base_from and $base_to) as eligible,
            count(*) filter (where day > first_day and first_day between $base_from and $base_to) as retained,
            count(*) filter (where day = first_day and first_day between $base_from_before and $base_to - 1) as eligible_before,
            count(*) filter (where day > first_day and first_day between $base_from_before and $base_to - 1) as retained_before
        from uses
        where first_day between $base_from_before and $base_to and (day = first_day or day = first_day + 45)
        group by offer
    ) as c
    cross join (values (0), (1)) as s (step)
    where if(s.step = 0, c.eligible, c.eligible_before) > 0
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
