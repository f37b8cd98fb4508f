"""An offer among others: its category standing, and the publisher's own offers side by side."""

from decimal import Decimal

import strawberry

from schema.catalogue import Offer
from schema.directives import sized
from schema.enums import BenchmarkScope, Indicator
from schema.scalars import BigInt


@strawberry.type(description="95 % Wilson interval of a score, without continuity correction.")
class Interval:
    """Of a score."""

    low: float = strawberry.field(description="Its lower end; 0 where nobody is retained.")
    high: float = strawberry.field(description="Its upper end; 1 where everybody is retained.")


@strawberry.type(description="Offers of the category in a bucket of scores.")
class ScoreBucket:
    """0.0 to 0.9 in steps of 0.1, and 1.0 on its own."""

    from_: float = strawberry.field(name="from", description="Lowest score of the bucket.")
    to: float = strawberry.field(description="Where the bucket ends; 1.0 is a bucket of its own.")
    offers: int = strawberry.field(description="Offers in the bucket; the buckets add up to the total.")


@strawberry.type(
    description="The offer among those of its category with eligible accounts at the horizon, ordered by score there, "
    "then Day 0 customers, then offer id, then publisher id."
)
class CategoryStanding:
    """Of an offer at its horizon."""

    category: str = strawberry.field(description="The category.")
    scope: BenchmarkScope = strawberry.field(description="Whose offers it is compared with.")
    rank: int = strawberry.field(description="Its rank; 1 is best.")
    rank_change: int | None = strawberry.field(
        description="Rank one step ago (1 day, 7 days, 1 calendar month) minus rank now, positive is better; null if unranked then "
        "or if the scope differs."
    )
    score: float = strawberry.field(description="Its score at the horizon.")
    total_offers: int = strawberry.field(description="Offers ranked.")
    total_customers: BigInt = strawberry.field(description="Sum of their Day 0 customers.")
    offers_behind: int = strawberry.field(description="Offers ranked below it.")
    mean_score: float = strawberry.field(description="Unweighted mean of their scores, rounded to 0.01.")
    median_score: float = strawberry.field(
        description="Median of their scores, of an even count the mean of the middle two, rounded to 0.01."
    )
    distribution: list[ScoreBucket] = strawberry.field(
        description="Offers by score, in 11 buckets.", directives=[sized(11)]
    )


@strawberry.type(description="An offer at its horizon; revenue at stake = accumulated potential revenue there.")
class OfferOverview:
    """One per offer of the publisher."""

    offer: Offer = strawberry.field(description="The offer.")
    eligible: int = strawberry.field(description="Accounts of the base for whom the horizon is on or before as_of.")
    retained: int = strawberry.field(description="Eligible accounts with usage in the period of the horizon.")
    score: float | None = strawberry.field(description="Retained / eligible.")
    interval: Interval | None = strawberry.field(description="Of the score.")
    benchmark: float | None = strawberry.field(description="Category benchmark at the horizon, pooled.")
    indicator: Indicator | None = strawberry.field(description="The score against the benchmark.")
    rank: int | None = strawberry.field(description="Rank in the category standing; 1 is best.")
    rank_change: int | None = strawberry.field(description="Rank one step ago minus rank now, positive is better.")
    dormant: int = strawberry.field(description="Eligible accounts without usage in the period of the horizon.")
    revenue_at_stake: Decimal = strawberry.field(
        description="Revenue from first use on, in US dollars, of the accounts retained in the period before the horizon and dormant at it."
    )
