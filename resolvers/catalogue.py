"""Answers about the viewer, the data at hand, and what is sold."""

from dataclasses import dataclass

from domain.filters import OfferFilter, Segment
from domain.measures import Granularity
from domain.pages import PageRequest
from domain.scope import Role
from resolvers.binding import all_shaped, answers, shaped
from resolvers.connections import ordered, pin_page, read_connection
from resolvers.context import Asking, Publisher
from resolvers.loaders import RetentionArguments
from schema import catalogue as shapes
from schema.inputs import OfferFilterInput, SegmentInput
from schema.orders import OfferOrder
from schema.retention import Retention
from schema.root import CatalogueQuery
from services.catalogue.categories import categories
from services.catalogue.dataset import dataset
from services.catalogue.offer_pages import list_offers
from services.catalogue.offers import Offer, offer_by_id


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who asks, as what, and of whom."""

    name: str
    role: Role
    publisher: Publisher


@dataclass(frozen=True, slots=True)
class OfferRetention:
    """The retention of one offer, before any of its questions is asked."""

    offer: Offer
    arguments: RetentionArguments

    @property
    def granularity(self) -> Granularity:
        """The length of a period."""
        return self.arguments.granularity

    @property
    def horizon(self) -> int:
        """The period at which offers are compared."""
        return self.arguments.granularity.horizon


@answers(CatalogueQuery, "viewer")
def show_viewer(_query: None, asking: Asking) -> shapes.Viewer:
    """Who asks."""
    scope = asking.view.scope
    return shaped(shapes.Viewer, Viewer(scope.member, scope.role, asking.context.publisher))


@answers(CatalogueQuery, "dataset")
async def show_dataset(_query: None, asking: Asking) -> shapes.Dataset:
    """The data that answers."""
    return shaped(shapes.Dataset, await asking.ask(dataset))


@answers(CatalogueQuery, "categories")
async def list_categories(_query: None, asking: Asking) -> list[shapes.Category]:
    """Categories of the publisher's offers."""
    return all_shaped(shapes.Category, await asking.ask(categories))


@answers(CatalogueQuery, "offer")
async def find_offer(_query: None, asking: Asking, offer_id: str) -> shapes.Offer | None:
    """An offer by its id."""
    return shaped(shapes.Offer, await asking.ask(offer_by_id, offer_id))


@answers(CatalogueQuery, "offers")
async def list_all_offers(
    _query: None,
    asking: Asking,
    filter_: OfferFilterInput | None,
    order_by: list[OfferOrder] | None,
    first: int | None,
    after: str | None,
    last: int | None,
    before: str | None,
) -> shapes.OfferConnection:
    """A page of the publisher's offers."""
    request = PageRequest(first, after, last, before)
    await pin_page(asking, request)
    chosen = filter_.to_domain() if filter_ else OfferFilter()
    return await read_connection(asking, shapes.Offer, list_offers, chosen, ordered(order_by), request)


@answers(shapes.Offer, "plans")
async def list_plans(offer: Offer, asking: Asking) -> list[shapes.Plan]:
    """The plans of an offer."""
    return all_shaped(shapes.Plan, await asking.loaders.plans.load((offer.key, None)))


@answers(shapes.Offer, "retention")
def open_retention(offer: Offer, _asking: Asking, granularity: Granularity, segment: SegmentInput | None) -> Retention:
    """The retention of an offer, nothing asked yet."""
    chosen = segment.to_domain() if segment else Segment()
    return shaped(Retention, OfferRetention(offer, RetentionArguments(granularity, chosen)))
