"""Who the largest customers are and what they buy: concentration, leaderboard, plans."""

from decimal import Decimal

import strawberry

from schema.arguments import Top
from schema.catalogue import Offer, Plan
from schema.directives import QUESTION, holding, sized
from schema.enums import Measure
from schema.fields import asked
from schema.profiles import Customer
from schema.scalars import BigInt


@strawberry.type(description="A band of customers, largest first; empty bands stay.")
class ConcentrationBand:
    """Band b of k ends at rank ceil(N * b / k), N customers of the range."""

    percentile: int = strawberry.field(description="Where the band ends, in percent of the customers.")
    customers: int = strawberry.field(description="Customers in the band, those with 0 included.")
    value: Decimal = strawberry.field(description="The measure, summed over the band.")
    cumulative_value: Decimal = strawberry.field(description="The measure, summed over this band and those before it.")
    cumulative_share: float | None = strawberry.field(description="The cumulative value's share of the total.")


@strawberry.type(description="How much the largest customers hold: customers of the range by the measure, ties by id.")
class Concentration:
    """Of the range."""

    measure: Measure = strawberry.field(description="The measure.")
    total: Decimal = strawberry.field(description="The measure, summed over all customers of the range.")
    customers: int = strawberry.field(description="Customers of the range.")
    bands: list[ConcentrationBand] = strawberry.field(
        description="The bands, largest customers first.", directives=[sized(10)]
    )


@strawberry.type(description="A plan's part of a whole.")
class PlanSlice:
    """Of a breakdown."""

    plan: Plan | None = strawberry.field(description="The plan; null where none was reported.")
    offer: Offer = strawberry.field(description="The offer.")
    value: BigInt = strawberry.field(description="Its orders or seats.")
    share: float | None = strawberry.field(description="Its share of the total.")


@strawberry.type(description="The plans that are not shown, as one.")
class PlanRest:
    """Of a breakdown."""

    plans: int = strawberry.field(description="How many plans.")
    value: BigInt = strawberry.field(description="Their orders or seats.")
    share: float | None = strawberry.field(description="Their share of the total.")


@strawberry.type(description="Orders or seats by plan, largest first, ties by offer id, plan id.")
class PlanBreakdown:
    """Of one customer or all."""

    total: BigInt = strawberry.field(description="All orders or seats; 0 for an unknown customer.")
    slices: list[PlanSlice] = strawberry.field(description="The plans with the highest value.", directives=[sized(5)])
    rest: PlanRest | None = strawberry.field(description="The others; null where there are none.")


@strawberry.type(description="A customer's place in the order of concentration.")
class LeaderboardEntry:
    """Of the leaderboard."""

    rank: int = strawberry.field(description="Position, from 1.")
    customer: Customer = strawberry.field(description="Who it is.")
    value: Decimal = strawberry.field(description="The measure in the range.")
    share: float | None = strawberry.field(description="The value's share of the total.")

    @asked(
        description="The customer's orders of the range by plan.", directives=[QUESTION, holding("slices", 5, "top")]
    )
    async def orders_by_plan(self, top: Top = 5) -> PlanBreakdown: ...

    @asked(
        description="The customer's seats by plan: quantity of orders of the range not canceled on its last day.",
        directives=[QUESTION, holding("slices", 5, "top")],
    )
    async def seats_by_plan(self, top: Top = 5) -> PlanBreakdown: ...


@strawberry.type(description="The largest customers of the range, zeros included.")
class Leaderboard:
    """Of the range."""

    measure: Measure = strawberry.field(description="The measure.")
    total: Decimal = strawberry.field(
        description='The "All" total: the measure, summed over all customers of the range.'
    )
    entries: list[LeaderboardEntry] = strawberry.field(description="The largest, in order.", directives=[sized(50)])
