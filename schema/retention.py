"""Retention of an offer: activity in a period after first use. Reversible, so curves may rise."""

from datetime import date
from decimal import Decimal
from typing import Annotated

import strawberry

from schema.arguments import After, Before, First, Last, UpTo
from schema.cohorts import CohortHeatMap, PotentialRevenue, Recommendation
from schema.connections import Connection
from schema.details import RetentionCustomer, RetentionDetail
from schema.directives import PAGE, QUESTION, ROWS, sized
from schema.enums import BenchmarkScope, Granularity, Indicator, RetentionStatus
from schema.fields import asked
from schema.orders import RetentionCustomerOrder, RetentionDetailOrder
from schema.standing import CategoryStanding, Interval


@strawberry.type(description="Accounts whose first use lies in [as_of - 18 months, as_of - 45 days], both included.")
class CohortBase:
    """Of an offer."""

    from_: date = strawberry.field(name="from", description="First day of the window.")
    to: date = strawberry.field(description="Last day of the window.")
    accounts: int = strawberry.field(description="Accounts of the base.")
    truncated: bool = strawberry.field(
        description="Whether the publisher's first loaded usage day lies in the window, so that everybody seems to begin then."
    )


@strawberry.type(description="Retention in a period n; accounts not eligible in n enter no figure of n.")
class RetentionPoint:
    """Of a period."""

    period: int = strawberry.field(
        description="n: day n, or days 7n to 7n + 6, or days 30n to 30n + 29 after first use."
    )
    eligible: int = strawberry.field(
        description="Accounts of the base for whom the last day of the period is on or before as_of."
    )
    retained: int = strawberry.field(description="Eligible accounts with usage in that very period.")
    dormant: int = strawberry.field(description="Eligible accounts without; reversible.")
    score: float | None = strawberry.field(description="Retained / eligible.")
    interval: Interval | None = strawberry.field(description="Of the score.")
    benchmark: float | None = strawberry.field(
        description="Category benchmark, pooled: sum of retained / sum of eligible over the category's offers, this one included."
    )
    benchmark_scope: BenchmarkScope | None = strawberry.field(description="Whose offers the benchmark is made of.")
    indicator: Indicator | None = strawberry.field(description="The score against the benchmark, compared exactly.")
    significant: bool | None = strawberry.field(
        description="Whether the benchmark lies outside the score's interval; null without a benchmark."
    )
    revenue: Decimal = strawberry.field(description="Revenue in the period of accounts eligible in it, in US dollars.")


@strawberry.type(description="Retention by period; ends at the last period with an eligible account.")
class RetentionCurve:
    """Of an offer."""

    total: int | None = strawberry.field(
        description="Accounts retained at the horizon; null where none is eligible there."
    )

    @asked(
        description="Points by period; those without an eligible account are absent.",
        directives=[sized(46, "periods")],
    )
    async def points(
        self,
        periods: Annotated[
            list[int] | None, strawberry.argument(description="Only these periods; null = all up to `upTo`.")
        ] = strawberry.UNSET,
        up_to: UpTo = strawberry.UNSET,
    ) -> list[RetentionPoint]: ...


@strawberry.type(description="Retention of an offer, or of a segment of its usage.")
class Retention:
    """Of an offer, a granularity and a segment."""

    granularity: Granularity = strawberry.field(description="The length of a period.")
    horizon: int = strawberry.field(description="The period at which offers are compared: Day 45, Week 45 or Month 12.")

    @asked(description="Whom retention is counted over.", directives=[QUESTION])
    async def base(self) -> CohortBase: ...

    @asked(description="Retention by period.", directives=[QUESTION])
    async def curve(self) -> RetentionCurve: ...

    @asked(
        description="The offer among others of its category; null under a segment, for an uncategorized offer, and where nobody is "
        "eligible at the horizon.",
        directives=[QUESTION],
    )
    async def standing(self) -> CategoryStanding | None: ...

    @asked(description="The accounts behind a number, highest revenue first.", directives=[ROWS, PAGE])
    async def customers(
        self,
        period: Annotated[int, strawberry.argument(description="The period n.")] = 0,
        status: Annotated[
            RetentionStatus, strawberry.argument(description="Those retained or those dormant in it.")
        ] = RetentionStatus.RETAINED,
        order_by: Annotated[
            list[RetentionCustomerOrder] | None,
            strawberry.argument(description="null = highest revenue first, ties by account id."),
        ] = strawberry.UNSET,
        first: First = strawberry.UNSET,
        after: After = strawberry.UNSET,
        last: Last = strawberry.UNSET,
        before: Before = strawberry.UNSET,
    ) -> Connection[RetentionCustomer]: ...

    @asked(
        description="What the accounts that went dormant were worth, by period from 1.",
        directives=[QUESTION, sized(45)],
    )
    async def potential_revenue(self, up_to: UpTo = strawberry.UNSET) -> list[PotentialRevenue]: ...

    @asked(description="Cohorts by calendar month of first use.", directives=[QUESTION])
    async def heat_map(
        self,
        mature_only: Annotated[
            bool,
            strawberry.argument(description="Leave out members first used after as_of - 45 days, and rows left empty."),
        ] = False,
    ) -> CohortHeatMap: ...

    @asked(description="Usage by customer, plan and day, newest first.", directives=[ROWS, PAGE])
    async def details(
        self,
        order_by: Annotated[
            list[RetentionDetailOrder] | None,
            strawberry.argument(description="null = newest day first, ties by customer id, plan id."),
        ] = strawberry.UNSET,
        first: First = strawberry.UNSET,
        after: After = strawberry.UNSET,
        last: Last = strawberry.UNSET,
        before: Before = strawberry.UNSET,
    ) -> Connection[RetentionDetail]: ...

    @asked(description="What to do next.", directives=[sized(2)])
    async def recommendations(self) -> list[Recommendation]: ...
