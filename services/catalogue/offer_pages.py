"""Pages of offers: all of them, or those of a customer."""

from collections.abc import Mapping, Sequence

from domain.errors import BadCursorError, BadInputError
from domain.filters import OfferFilter
from domain.measures import SortDirection
from domain.pages import Order, Page, PageRequest
from services.catalogue.offers import Offer, choose_offers, offers
from services.catalogue.profiles import customer_ids, customer_keys
from services.cursors import Cursor
from services.frames import records
from services.pages import pinned
from services.view import View

FIELDS = ("offer_id", "name", "offer_type", "category", "product_url")
DEFAULT = (Order("name"),)
_OFFERS_OF_CUSTOMERS = """
SELECT customer, offer FROM acquisitions
WHERE offer IS NOT NULL AND customer IN (SELECT UNNEST(CAST($customers AS INTEGER[])))
UNION
SELECT customer, offer FROM customer_months
WHERE customer IN (SELECT UNNEST(CAST($customers AS INTEGER[])))
"""


def list_offers(
    view: View, chosen: OfferFilter, orders: Sequence[Order], request: PageRequest, with_total: bool = False
) -> Page[Offer]:
    """A page of the offers that a filter leaves, by name where no order is asked for. Raises BadInputError and BadCursorError."""
    view = pinned(view, request)
    return _page(
        view, sort_offers(choose_offers(view, chosen), orders), _signature("offers", orders), request, with_total
    )


def customer_offers(
    view: View, keys: Sequence[int], request: PageRequest, with_total: bool = False
) -> dict[int, Page[Offer]]:
    """For each customer key a page of the offers that it acquired or used, by name."""
    then = pinned(view, request)
    keys_then = _translated(view, then, keys)
    whole = then.house.slices.whole(then.part)
    rows = records(whole.query(_OFFERS_OF_CUSTOMERS, {"customers": list(keys_then.values())}))
    known = offers(then)
    held: dict[int, list[Offer]] = {}
    for customer, offer in rows:
        held.setdefault(customer, []).append(known[offer])
    signature = _signature("customer offers", ())
    return {
        key: _page(then, sort_offers(held.get(keys_then.get(key, -1), []), ()), signature, request, with_total)
        for key in keys
    }


def sort_offers(found: Sequence[Offer], orders: Sequence[Order]) -> list[Offer]:
    """Offers by the orders, then by id: text by its casefold, NULLs last in both directions."""
    ordered = sorted(found, key=lambda offer: offer.key)
    for order in reversed(orders or DEFAULT):
        if order.field not in FIELDS:
            raise BadInputError(f"orderBy: {order.field.upper()} is no field of offers; give one of its fields")
        descending = order.direction is SortDirection.DESC
        known = [offer for offer in ordered if getattr(offer, order.field) is not None]
        unknown = [offer for offer in ordered if getattr(offer, order.field) is None]
        known.sort(key=lambda offer: _sortable(offer, order.field), reverse=descending)
        ordered = known + unknown
    return ordered


def _sortable(offer: Offer, field: str) -> str:
    return str(getattr(offer, field)).casefold()


def _signature(name: str, orders: Sequence[Order]) -> str:
    return ",".join([name, *(f"{order.field} {order.direction.value}" for order in orders or DEFAULT)])


def _translated(view: View, then: View, keys: Sequence[int]) -> Mapping[int, int]:
    """The same customers' keys in the part that a cursor began in."""
    if then.part == view.part:
        return {key: key for key in keys}
    ids = customer_ids(view, keys)
    keys_then = customer_keys(then, list(ids.values()))
    return {key: keys_then[customer_id] for key, customer_id in ids.items() if customer_id in keys_then}


def _page(view: View, found: Sequence[Offer], signature: str, request: PageRequest, with_total: bool) -> Page[Offer]:
    start = 0 if request.after is None else _place(view, found, signature, request.after) + 1
    stop = len(found) if request.before is None else _place(view, found, signature, request.before)
    between = found[start:stop]
    more = len(between) > request.size
    rows = between[-request.size :] if request.backward else between[: request.size]
    return Page(
        rows=tuple(rows),
        cursors=tuple(_cursor(view, signature, offer) for offer in rows),
        has_next=request.before is not None or (more and not request.backward),
        has_previous=request.after is not None or (more and request.backward),
        total=len(found) if with_total else None,
    )


def _place(view: View, found: Sequence[Offer], signature: str, text: str) -> int:
    cursor = view.house.signer.read(view.scope.publisher_id, text)
    places = [index for index, offer in enumerate(found) if (offer.key,) == cursor.key]
    if cursor.order != signature or not places:
        raise BadCursorError("the cursor is of another list or order; start again without `after` and `before`")
    return places[0]


def _cursor(view: View, signature: str, offer: Offer) -> str:
    benchmarks = view.benchmarks.part_id if view.benchmarks else None
    return view.house.signer.sign(
        view.scope.publisher_id, Cursor(view.part.part_id, benchmarks, signature, (offer.key,))
    )
