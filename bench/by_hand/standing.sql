-- The offer's rank among the own offers of its category at the horizon, now and a day earlier, and how they score.
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
            and offer in (
                select offer from offers
                where category_folded = (select category_folded from offers where offer = $offer)
            )
        group by offer
    ) as c
    cross join (values (0), (1)) as s (step)
    where if(s.step = 0, c.eligible, c.eligible_before) > 0
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
        map_from_entries(list(distinct (bucket, found) order by (bucket, found))) as distribution
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
