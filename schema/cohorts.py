"""Cohorts and stays: the heat map, potential revenue, recommendations, active customers."""

from datetime import date
from decimal import Decimal

import strawberry

from schema.directives import sized
from schema.enums import RecommendationKind
from schema.standing import Interval


@strawberry.type(description="A cohort in a calendar month after that of its first use.")
class CohortCell:
    """Of a cohort."""

    offset: int = strawberry.field(description="k: calendar months after that of first use, 0 to 17.")
    retained: int = strawberry.field(description="Accounts with usage in that month.")
    score: float = strawberry.field(description="Retained / cohort size.")
    interval: Interval = strawberry.field(description="Of the score.")
    partial: bool = strawberry.field(description="Whether as_of has not finished that month.")


@strawberry.type(description="Accounts with first use in a calendar month.")
class CohortRow:
    """A cohort."""

    month: date = strawberry.field(description="The month's first day.")
    size: int = strawberry.field(description="Accounts of the cohort.")
    mature: bool = strawberry.field(description="Whether every member's first use lies on or before as_of - 45 days.")
    truncated: bool = strawberry.field(
        description="Whether the publisher's first loaded usage day lies in the month, so that everybody seems to begin then."
    )
    cells: list[CohortCell] = strawberry.field(
        description="Month by month, none after the month of as_of.", directives=[sized(18)]
    )


@strawberry.type(description="Cohorts by calendar month of first use: the month of as_of and the 17 before it.")
class CohortHeatMap:
    """Of an offer."""

    rows: list[CohortRow] = strawberry.field(
        description="A row per month with first uses, earliest first.", directives=[sized(18)]
    )


@strawberry.type(description="Accounts eligible in period n, retained in n - 1 and dormant in n; in US dollars.")
class PotentialRevenue:
    """Of a period."""

    period: int = strawberry.field(description="n, from 1.")
    accounts: int = strawberry.field(description="How many accounts.")
    accumulated: Decimal = strawberry.field(description="Their revenue from first use to the last day of n - 1.")
    daily: Decimal = strawberry.field(description="Their revenue within n - 1.")


@strawberry.type(description="What to do next about an offer.")
class Recommendation:
    """Of an offer."""

    kind: RecommendationKind = strawberry.field(description="What it points to.")
    text: str = strawberry.field(description="What to do.")
    url: str | None = strawberry.field(description="Where to do it; null where the offer has no page.")


@strawberry.type(description="Accounts that stayed so long.")
class StayBucket:
    """Of a bar."""

    label: str = strawberry.field(description="As the portal labels it: 0-30 days, 30-45 days, 45+ days.")
    from_day: int = strawberry.field(description="Shortest stay, in days.")
    to_day: int | None = strawberry.field(description="Longest stay, in days; null = no end.")
    accounts: int = strawberry.field(description="How many accounts.")


@strawberry.type(
    description="Accounts with usage in [as_of - 18 months, as_of] by number of distinct offers used in it."
)
class ActiveCustomersBar:
    """One per number of offers."""

    offers_per_customer: str = strawberry.field(description="1, 2, 3, 4 or 5+ offers.")
    accounts: int = strawberry.field(description="How many accounts.")
    buckets: list[StayBucket] = strawberry.field(
        description="By stay: the largest, over those offers, of last usage day - first use.", directives=[sized(3)]
    )
