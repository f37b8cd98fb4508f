-- The offer's rank among the own offers of its category at the horizon, now and a day earlier, and how they score.
with reached as (
    select
        s.step, u.offer, count(*) filter (where u.day = u.first_day) as eligible,
        count(*) filter (where u.day = u.first_day + 45) as retained
    from uses as u
    join (values (0, $base_from, $base_to), (1, $base_from_before, $base_to - 1)) as s (step, base_from, base_to)
        on u.first_day between s.base_from and s.base_to
    where u.day in (u.first_day, u.first_day + 45)
        and u.offer in (
            select offer from offers where category_folded = (select category_folded from offers where offer = $offer)
        )
    group by s.step, u.offer
),
ranked as (
    select
        *, retained / eligible as score,
        row_number() over (partition by step order by retained / eligible desc, eligible desc, offer) as place
    from reached
),
centre as (
    select
        count(*) as offers, sum(eligible) as customers, round(avg(score), 2) as mean_score,
        round(median(score), 2) as median_score,
        map_from_entries(list((bucket, found) order by bucket)) as distribution
    from (
        select *, 10 * retained // eligible as bucket, count(*) over (partition by 10 * retained // eligible) as found
        from ranked
        where step = 0
    )
)
select
    o.category, n.place, b.place - n.place as rank_change, n.score, c.offers as total_offers, c.customers as total_customers,
    c.offers - n.place as offers_behind, c.mean_score, c.median_score, c.distribution
from ranked as n
join offers as o on o.offer = n.offer
cross join centre as c
left join ranked as b on b.offer = n.offer and b.step = 1
where n.offer = $offer and n.step = 0
