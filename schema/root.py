"""What can be asked: the root fields, by page of the dashboard."""

from typing import Annotated

import strawberry

from schema.arguments import After, Before, ByGranularity, First, InCategory, Last
from schema.catalogue import Category, Dataset, Offer, OfferConnection, Viewer
from schema.cohorts import ActiveCustomersBar
from schema.connections import Connection
from schema.customers import CustomerDashboard
from schema.details import CustomerDetail
from schema.directives import PAGE, QUESTION, ROWS, sized
from schema.enums import Granularity
from schema.fields import asked
from schema.inputs import CustomerFilterInput, MonthRangeInput, OfferFilterInput
from schema.nodes import Node
from schema.orders import CustomerOrder, OfferOrder, OfferOverviewOrder
from schema.profiles import Customer
from schema.standing import OfferOverview

Range = Annotated[
    MonthRangeInput | None,
    strawberry.argument(name="range", description="The range; null = the month of as_of and the 6 before it."),
]
Filter = Annotated[
    CustomerFilterInput | None, strawberry.argument(name="filter", description="Whom to show; null = all.")
]


@strawberry.type(description="What can be asked.")
class CatalogueQuery:
    """The viewer, the data, and what is sold."""

    @asked(description="Who asks.")
    def viewer(self) -> Viewer: ...

    @asked(description="The data that answers.")
    async def dataset(self) -> Dataset: ...

    @asked(description="An offer or a customer by its global id; null where nothing of that id is visible.")
    async def node(
        self, id_: Annotated[strawberry.ID, strawberry.argument(name="id", description="The global id.")]
    ) -> Node | None: ...

    @asked(
        description="Offers and customers by their global ids, in that order; null where nothing of that id is visible.",
        directives=[sized(50, "ids")],
    )
    async def nodes(
        self, ids: Annotated[list[strawberry.ID], strawberry.argument(description="The global ids, at most 1000.")]
    ) -> list[Node | None]: ...

    @asked(description="Categories of the publisher's offers, by name.", directives=[sized(20)])
    async def categories(self) -> list[Category]: ...

    @asked(description="An offer by its id; null where none of that id is visible.")
    async def offer(
        self, offer_id: Annotated[str, strawberry.argument(description="The offer's id.")]
    ) -> Offer | None: ...

    @asked(description="The publisher's offers.", directives=[ROWS, PAGE])
    async def offers(
        self,
        filter_: Annotated[
            OfferFilterInput | None, strawberry.argument(name="filter", description="Which offers; null = all.")
        ] = strawberry.UNSET,
        order_by: Annotated[
            list[OfferOrder] | None, strawberry.argument(description="null = by name, ties by offer id.")
        ] = strawberry.UNSET,
        first: First = strawberry.UNSET,
        after: After = strawberry.UNSET,
        last: Last = strawberry.UNSET,
        before: Before = strawberry.UNSET,
    ) -> OfferConnection: ...


@strawberry.type(description="What can be asked.")
class CustomersQuery:
    """The customers page."""

    @asked(description="A customer by its id; null where none of that id is visible.")
    async def customer(
        self, customer_id: Annotated[str, strawberry.argument(description="The customer's id.")]
    ) -> Customer | None: ...

    @asked(
        description="The customer details table: with a range, the customers of the range; without, all.",
        directives=[ROWS, PAGE],
    )
    async def customers(
        self,
        range_: Annotated[
            MonthRangeInput | None,
            strawberry.argument(name="range", description="The range; null = no range, all customers."),
        ] = strawberry.UNSET,
        filter_: Filter = strawberry.UNSET,
        order_by: Annotated[
            list[CustomerOrder] | None,
            strawberry.argument(description="null = newest date acquired first, ties by customer id."),
        ] = strawberry.UNSET,
        first: First = strawberry.UNSET,
        after: After = strawberry.UNSET,
        last: Last = strawberry.UNSET,
        before: Before = strawberry.UNSET,
    ) -> Connection[CustomerDetail]: ...

    @asked(description="The customers page, under a range and a filter that apply to all of it.")
    def customer_dashboard(
        self, range_: Range = strawberry.UNSET, filter_: Filter = strawberry.UNSET
    ) -> CustomerDashboard: ...


@strawberry.type(description="What can be asked.")
class RetentionQuery:
    """The retention page, over all offers."""

    @asked(
        description="The publisher's own offers side by side: where to look first.", directives=[QUESTION, sized(50)]
    )
    async def offer_overview(
        self,
        category: InCategory = strawberry.UNSET,
        granularity: ByGranularity = Granularity.DAY,
        order_by: Annotated[
            list[OfferOverviewOrder] | None,
            strawberry.argument(description="null = by offer id."),
        ] = strawberry.UNSET,
    ) -> list[OfferOverview]: ...

    @asked(
        description="Customers by the number of offers they use and how long they stayed.",
        directives=[QUESTION, sized(5)],
    )
    async def active_customers(self, category: InCategory = strawberry.UNSET) -> list[ActiveCustomersBar]: ...
