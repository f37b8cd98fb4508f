"""Answers of the retention page: each asks a loader, so that a page of offers costs one question of each kind."""

from dataclasses import replace

from domain.errors import BadCursorError
from domain.measures import Granularity, RetentionStatus
from domain.pages import PageRequest
from resolvers.binding import all_shaped, answers, shaped
from resolvers.catalogue import OfferRetention
from resolvers.connections import ordered, pin_page, read_connection
from resolvers.context import Asking
from schema import cohorts, standing
from schema import retention as shapes
from schema.connections import Connection
from schema.details import RetentionCustomer, RetentionDetail
from schema.orders import OfferOverviewOrder, RetentionCustomerOrder, RetentionDetailOrder
from schema.root import RetentionQuery
from services.catalogue.offers import offer_by_id
from services.retention.active_customers import ask_active_customers
from services.retention.curve import RetentionCurve, ask_points
from services.retention.customers import list_retention_customers
from services.retention.details import list_retention_details
from services.retention.overview import ask_overview
from services.retention.recommendations import recommend


async def pinned_retention(asked: OfferRetention, asking: Asking, request: PageRequest) -> OfferRetention:
    """The same retention in the parts that the request's cursor began in, where its offer may have another key."""
    before = asking.view
    await pin_page(asking, request)
    if asking.view is before:
        return asked
    offer = await asking.ask(offer_by_id, asked.offer.offer_id)
    if offer is None:
        raise BadCursorError("the cursor is of another offer; start again without `after` and `before`")
    return replace(asked, offer=offer)


@answers(shapes.Retention, "base")
async def count_base(asked: OfferRetention, asking: Asking) -> shapes.CohortBase:
    """Whom retention is counted over."""
    base = await asking.loaders.bases.load((asked.offer.key, asked.arguments.segment))
    return shaped(shapes.CohortBase, base)


@answers(shapes.Retention, "curve")
async def draw_curve(asked: OfferRetention, asking: Asking) -> shapes.RetentionCurve:
    """Retention by period."""
    curve = await asking.loaders.curves.load((asked.offer.key, asked.arguments))
    return shaped(shapes.RetentionCurve, curve)


@answers(shapes.RetentionCurve, "points")
async def pick_points(
    curve: RetentionCurve, asking: Asking, periods: list[int] | None, up_to: int | None
) -> list[shapes.RetentionPoint]:
    """The points asked for."""
    return all_shaped(shapes.RetentionPoint, await asking.ask(ask_points, curve, periods, up_to))


@answers(shapes.Retention, "standing")
async def place(asked: OfferRetention, asking: Asking) -> standing.CategoryStanding | None:
    """The offer among others of its category."""
    found = await asking.loaders.standings.load((asked.offer.key, asked.arguments))
    return shaped(standing.CategoryStanding, found)


@answers(shapes.Retention, "customers")
async def list_accounts(
    asked: OfferRetention,
    asking: Asking,
    period: int,
    status: RetentionStatus,
    order_by: list[RetentionCustomerOrder] | None,
    first: int | None,
    after: str | None,
    last: int | None,
    before: str | None,
) -> Connection[RetentionCustomer]:
    """A page of the accounts behind a number."""
    request = PageRequest(first, after, last, before)
    here = await pinned_retention(asked, asking, request)
    arguments = (here.offer.key, here.granularity, here.arguments.segment, period, status, ordered(order_by), request)
    return await read_connection(asking, RetentionCustomer, list_retention_customers, *arguments)


@answers(shapes.Retention, "potential_revenue")
async def weigh_dormant(asked: OfferRetention, asking: Asking, up_to: int | None) -> list[cohorts.PotentialRevenue]:
    """What the accounts that went dormant were worth."""
    found = await asking.loaders.potential_revenue.load((asked.offer.key, (asked.arguments, up_to)))
    return all_shaped(cohorts.PotentialRevenue, found)


@answers(shapes.Retention, "heat_map")
async def map_cohorts(asked: OfferRetention, asking: Asking, mature_only: bool) -> cohorts.CohortHeatMap:
    """Cohorts by month of first use."""
    found = await asking.loaders.heat_maps.load((asked.offer.key, (asked.arguments.segment, mature_only)))
    return shaped(cohorts.CohortHeatMap, found)


@answers(shapes.Retention, "details")
async def list_days(
    asked: OfferRetention,
    asking: Asking,
    order_by: list[RetentionDetailOrder] | None,
    first: int | None,
    after: str | None,
    last: int | None,
    before: str | None,
) -> Connection[RetentionDetail]:
    """A page of usage by customer, plan and day."""
    request = PageRequest(first, after, last, before)
    here = await pinned_retention(asked, asking, request)
    arguments = (here.offer.key, here.arguments.segment, ordered(order_by), request)
    return await read_connection(asking, RetentionDetail, list_retention_details, *arguments)


@answers(shapes.Retention, "recommendations")
async def advise(asked: OfferRetention, asking: Asking) -> list[cohorts.Recommendation]:
    """What to do next."""
    return all_shaped(cohorts.Recommendation, await asking.ask(recommend, asked.offer.key))


@answers(RetentionQuery, "offer_overview")
async def compare_offers(
    _query: None,
    asking: Asking,
    category: str | None,
    granularity: Granularity,
    order_by: list[OfferOverviewOrder] | None,
) -> list[standing.OfferOverview]:
    """The publisher's offers side by side."""
    found = await asking.ask(ask_overview, category, granularity, ordered(order_by))
    return all_shaped(standing.OfferOverview, found)


@answers(RetentionQuery, "active_customers")
async def count_active(_query: None, asking: Asking, category: str | None) -> list[cohorts.ActiveCustomersBar]:
    """Customers by offers used and stay."""
    return all_shaped(cohorts.ActiveCustomersBar, await asking.ask(ask_active_customers, category))
