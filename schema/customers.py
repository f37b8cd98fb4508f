"""The customers page: one range and filter, and the questions asked of what they leave."""

from typing import Annotated

import strawberry

from schema.arguments import ByMeasure, Listed, Search, Top
from schema.catalogue import Offer, Plan
from schema.directives import QUESTION, holding, sized
from schema.enums import Measure
from schema.fields import asked
from schema.leaderboard import Concentration, Leaderboard, PlanBreakdown
from schema.trend import CountrySpread, CustomerSummary, CustomerTrendPoint, CustomerTypePoint, DashboardMonth

Bands = Annotated[int, strawberry.argument(description="How many bands: 10, 20, 50 or 100.")]
OfCustomer = Annotated[
    str | None,
    strawberry.argument(description="Only this customer's; one that is unknown has a total of 0 and no slices."),
]


@strawberry.type(description="What the filters can be set to: values that occur in the range, without the filter.")
class CustomerFilterOptions:
    """Of the range."""

    @asked(description="Sales channels, in alphabetical order.", directives=[sized(10)])
    async def sales_channels(self) -> list[str]: ...

    @asked(description="Customer types, in alphabetical order.", directives=[sized(10)])
    async def customer_types(self) -> list[str]: ...

    @asked(
        description='Countries in alphabetical order; "unknown" last, where one is missing.',
        directives=[sized(250, "first")],
    )
    async def countries(self, search: Search = strawberry.UNSET, first: Listed = 250) -> list[str]: ...

    @asked(
        description='States in alphabetical order; "unknown" last, where one is missing.',
        directives=[sized(100, "first")],
    )
    async def states(self, search: Search = strawberry.UNSET, first: Listed = 100) -> list[str]: ...

    @asked(description="Languages, in alphabetical order.", directives=[sized(100, "first")])
    async def languages(self, search: Search = strawberry.UNSET, first: Listed = 100) -> list[str]: ...

    @asked(description="Offers, by name.", directives=[sized(100, "first")])
    async def offers(self, search: Search = strawberry.UNSET, first: Listed = 100) -> list[Offer]: ...

    @asked(description="Plans, by name; those without one by id.", directives=[sized(100, "first")])
    async def plans(self, search: Search = strawberry.UNSET, first: Listed = 100) -> list[Plan]: ...

    @asked(description="Subscriptions, in alphabetical order.", directives=[sized(50, "first")])
    async def subscription_ids(self, search: Search = strawberry.UNSET, first: Listed = 50) -> list[str]: ...


@strawberry.type(description="The customers page, under its range and filter.")
class CustomerDashboard:
    """Of a range and a filter."""

    @asked(description="The months of the range.", directives=[sized(7)])
    def months(self) -> list[DashboardMonth]: ...

    @asked(description="Customers at the end of the range.", directives=[QUESTION])
    async def summary(self) -> CustomerSummary: ...

    @asked(description="Customers by month.", directives=[QUESTION, sized(7)])
    async def trend(self) -> list[CustomerTrendPoint]: ...

    @asked(description="Customers by country, most first.", directives=[QUESTION, sized(100)])
    async def geography(self) -> list[CountrySpread]: ...

    @asked(description="How much the largest customers hold.", directives=[QUESTION, holding("bands", 10, "bands")])
    async def concentration(self, measure: ByMeasure = Measure.ORDERS, bands: Bands = 10) -> Concentration: ...

    @asked(description="The largest customers.", directives=[QUESTION, holding("entries", 50, "top")])
    async def leaderboard(self, measure: ByMeasure = Measure.ORDERS, top: Top = 50) -> Leaderboard: ...

    @asked(
        description="Orders of the range by plan, of one customer or all.",
        directives=[QUESTION, holding("slices", 5, "top")],
    )
    async def orders_by_plan(self, customer_id: OfCustomer = strawberry.UNSET, top: Top = 5) -> PlanBreakdown: ...

    @asked(
        description="Seats by plan, of one customer or all: quantity of orders of the range not canceled on its last day.",
        directives=[QUESTION, holding("slices", 5, "top")],
    )
    async def seats_by_plan(self, customer_id: OfCustomer = strawberry.UNSET, top: Top = 5) -> PlanBreakdown: ...

    @asked(description="The measure by month, of new and existing customers.", directives=[QUESTION, sized(7)])
    async def by_customer_type(self, measure: ByMeasure = Measure.ORDERS) -> list[CustomerTypePoint]: ...

    @asked(description="What the filters can be set to in the range.", directives=[QUESTION])
    async def filter_options(self) -> CustomerFilterOptions: ...
