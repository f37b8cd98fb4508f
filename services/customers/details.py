"""The customer details table: a row per customer of a range, or of all times."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from domain.errors import ForbiddenFieldError
from domain.filters import CustomerFilter
from domain.measures import SortDirection
from domain.pages import OPENING as OPENING_SIZE
from domain.pages import Order, Page, PageRequest
from domain.ranges import Months
from services.catalogue.profiles import Customer, profiles
from services.customers.dealings import Dealings, read_dealings
from services.customers.months import all_times, bounds
from services.customers.slice import open_slice
from services.frames import Record, day_of, decimal_of
from services.masking import PERSONAL
from services.pages import Listing, Rows, is_opening, pinned, read_page
from services.questions import Parameter, Parameters, Question, named
from services.slices import Narrowing, Slice
from services.view import View

_TEXT = Path(__file__).with_name("details.sql").read_text(encoding="utf-8")
_READ = ("presence", "acquisitions", "stays", "customer_months", "customers")
DETAILS = Question("customers.details", _TEXT.format(**{name: name for name in _READ}), shared=True)
_LISTED = Path(__file__).with_name("details_listed.sql").read_text(encoding="utf-8")
_OWN = (
    "date_acquired",
    "date_lost",
    "is_active",
    "reactivated",
    "orders",
    "seats",
    "normalized_hours",
    "raw_hours",
    "revenue",
)
_SHOWN = ("customer", *_OWN)
OPENING = Question(
    "customers.opening",
    f"SELECT {', '.join(_SHOWN)}, COUNT(*) OVER () AS total FROM ({DETAILS.sql}) AS details"
    " ORDER BY date_acquired DESC NULLS LAST, customer LIMIT $limit",
)
_FOLDED = ("customer_id", "billing_account_id", "state", "country", "country_code", "language", "customer_type")

LISTING = Listing(
    name="customers",
    sql=_LISTED,
    key=("customer",),
    fields={
        **{name: name for name in _OWN},
        "personal_data": "personal_data",
        **{name: f"{name}_folded" for name in _FOLDED},
        **{name: f"{name}_folded" for name in PERSONAL},
    },
    default=(Order("date_acquired", SortDirection.DESC),),
)


@dataclass(frozen=True, slots=True)
class CustomerDetail:
    """A customer under the range and the filter: dates and status at the range's end, sums within it.

    `revenue` is that of usage, in US dollars; channels and subscriptions are those of what was held at the start of the range,
    acquired or used in it.
    """

    customer: Customer
    date_acquired: date | None
    date_lost: date | None
    is_active: bool
    reactivated: bool
    orders: int
    seats: int
    normalized_hours: Decimal
    raw_hours: Decimal
    revenue: Decimal
    sales_channels: tuple[str, ...]
    subscription_ids: tuple[str, ...]


def list_customers(
    view: View,
    chosen: CustomerFilter,
    months: Months | None,
    orders: Sequence[Order],
    request: PageRequest,
    with_total: bool = False,
) -> Page[CustomerDetail]:
    """A page of the customers of a range (None: of all times), newest date_acquired first where no order is asked for.

    Order fields are those of CustomerDetail and of its Customer; personal ones raise ForbiddenFieldError for a contributor, and sort an
    owner's page by visible values only. Raises BadInputError and BadCursorError.
    """
    _check_orders(view, orders)
    view = pinned(view, request)
    source = open_slice(view, chosen, months)
    span = months or all_times(view.as_of)
    listing = replace(LISTING, sql=_listed(view, orders))
    if is_opening(orders, request) and source.stores(OPENING, **opening_parameters(span)):
        rows = source.records(OPENING, **opening_parameters(span))
        total = rows[0][-1] if rows else 0
        opening = Rows([row[:-1] for row in rows], [row[:1] for row in rows])
        page = read_page(view, source, listing, (), orders, request, {}, with_total, lambda: total, opening)
        keys = [row[0] for row in rows]
        dealings = source.derive(("dealings", span), lambda: read_dealings(source, span, keys))
    else:
        table = _open_table(view, chosen, span, source)
        page = read_page(view, table, listing, _SHOWN, orders, request, {"owner": view.owner}, with_total)
        dealings = read_dealings(source, span, [row[0] for row in page.rows])
    return Page(_details(view, page.rows, dealings), page.cursors, page.has_next, page.has_previous, page.total)


def _check_orders(view: View, orders: Sequence[Order]) -> None:
    personal = _personal(orders)
    if personal and not view.owner:
        names = ", ".join(field.upper() for field in personal)
        raise ForbiddenFieldError(f"orderBy: {names}: personal data, which an owner only may sort by; leave it out")


def _open_table(view: View, chosen: CustomerFilter, span: Months, source: Slice) -> Slice:
    """A slice of one table, the rows of a range, so that the next page is a look at it and not the question again."""

    parameters = details_parameters(span)

    def text() -> str:
        return _TEXT.format(**{name: source.table(name) for name in _READ})

    def narrow() -> list[Narrowing]:
        return [Narrowing("details", text, dict(parameters), DETAILS.mart(parameters))]

    return view.house.slices.open(view.part, ("customer details", chosen, span), narrow, whole=chosen.empty)


def details_parameters(span: Months) -> Parameters:
    """The parameters of the question for a range."""
    return named(end=span.end, **bounds(span))


def opening_parameters(span: Months) -> dict[str, Parameter]:
    """The parameters of the question for the first rows of a range."""
    return {**dict(details_parameters(span)), "limit": OPENING_SIZE + 1}


def _personal(orders: Sequence[Order]) -> list[str]:
    return sorted({order.field for order in orders if order.field in PERSONAL})


def _listed(view: View, orders: Sequence[Order]) -> str:
    """The rows, with the personal columns an owner may see only where the page is sorted by them."""
    personal = _personal(orders)
    if not personal:
        return _LISTED
    columns = ", ".join(f"people.{name}_folded" for name in personal)
    return (
        f"SELECT details.*, {columns} FROM ({_LISTED}) AS details"
        f" LEFT JOIN {view.people()} AS people ON people.customer = details.customer"
    )


def _details(view: View, rows: Sequence[Record], dealings: Dealings) -> tuple[CustomerDetail, ...]:
    known = profiles(view, [row[0] for row in rows])
    nothing: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
    return tuple(
        CustomerDetail(
            customer=known[key],
            date_acquired=day_of(acquired),
            date_lost=day_of(lost),
            is_active=bool(active),
            reactivated=bool(reactivated),
            orders=orders,
            seats=seats,
            normalized_hours=decimal_of(normalized),
            raw_hours=decimal_of(raw),
            revenue=decimal_of(revenue),
            sales_channels=dealings.get(key, nothing)[0],
            subscription_ids=dealings.get(key, nothing)[1],
        )
        for key, acquired, lost, active, reactivated, orders, seats, normalized, raw, revenue in rows
    )
