"""The customer details table: a row per customer of a range, or of all times."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from domain.errors import ForbiddenFieldError
from domain.filters import CustomerFilter
from domain.measures import SortDirection
from domain.pages import OPENING as OPENING_SIZE
from domain.pages import Order, Page, PageRequest
from domain.ranges import Months
from services.catalogue.profiles import Customer, profiles
from services.customers.dealings import read_dealings
from services.customers.members import open_members
from services.customers.months import all_times
from services.customers.slice import open_slice
from services.frames import Record, day_of, decimal_of
from services.masking import PERSONAL
from services.pages import Listing, Rows, is_opening, pinned, read_page, whole_list
from services.questions import Parameters, Question, named
from services.scans import Scan
from services.slice import Slice
from services.view import View

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
    f"SELECT {', '.join(_SHOWN)}, COUNT(*) OVER () AS total FROM members"
    " ORDER BY date_acquired DESC NULLS LAST, customer LIMIT $limit",
)
_COUNT = Question("customers.count", "SELECT COUNT(*) FROM members")
_OF_PROFILE = {
    "personal_data": (
        "CASE WHEN customers.protected THEN 'PROTECTED' WHEN NOT {owner} THEN 'OWNER_ONLY'"
        " WHEN customers.consent THEN 'VISIBLE' ELSE 'NO_CONSENT' END AS personal_data"
    ),
    **{
        name: f"LOWER(customers.{name}) AS {name}_folded"
        for name in ("customer_id", "billing_account_id", "country_code")
    },
    **{name: f"customers.{name}_folded" for name in ("state", "country", "language", "customer_type")},
}
"""Columns of a customer that a page may be ordered by, by order field."""

LISTING = Listing(
    name="customers",
    sql="SELECT * FROM members",
    key=("customer",),
    fields={
        **{name: name for name in _OWN},
        "personal_data": "personal_data",
        **{name: f"{name}_folded" for name in _OF_PROFILE if name != "personal_data"},
        **{name: f"{name}_folded" for name in PERSONAL},
    },
    default=(Order("date_acquired", SortDirection.DESC),),
    held=True,
)


class CustomerDetail(NamedTuple):
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
    source, members = open_slice(view, chosen, months), open_members(view, chosen, months)
    span = months or all_times(view.as_of)
    listing = replace(LISTING, sql=_listed(view, orders))
    limit = dict(opening_parameters())
    if is_opening(orders, request) and members.stores(OPENING, **limit):
        rows = members.records(OPENING, **limit)
        total = rows[0][-1] if rows else 0
        opening = Rows([row[:-1] for row in rows], [row[:1] for row in rows])
        page = read_page(view, members, listing, (), orders, request, {}, with_total, lambda: total, opening)
        shown = view.once(members, OPENING.name, lambda: _show(view, source, span, opening.shown))[: len(page.rows)]
    else:
        page = read_page(view, members, listing, _SHOWN, orders, request, {}, with_total)
        shown = _show(view, source, span, page.rows)
    return Page(shown, page.cursors, page.has_next, page.has_previous, page.total)


def count_customers(view: View, chosen: CustomerFilter, months: Months | None) -> int:
    """How many rows that list has. Raises ForbiddenFieldError."""
    members = open_members(view, chosen, months)
    return int(members.records(_COUNT)[0][0])


def scan_customers(
    view: View, chosen: CustomerFilter, months: Months | None, orders: Sequence[Order]
) -> Scan[CustomerDetail]:
    """All rows of that list, in the same order. Raises BadInputError and ForbiddenFieldError."""
    _check_orders(view, orders)
    source = open_slice(view, chosen, months)
    span = months or all_times(view.as_of)
    sql = whole_list(replace(LISTING, sql=_listed(view, orders)), _SHOWN, orders)
    return Scan(open_members(view, chosen, months), sql, {}, lambda rows: _show(view, source, span, rows))


def _check_orders(view: View, orders: Sequence[Order]) -> None:
    personal = _personal(orders)
    if personal and not view.owner:
        names = ", ".join(field.upper() for field in personal)
        raise ForbiddenFieldError(f"orderBy: {names}: personal data, which an owner only may sort by; leave it out")


def opening_parameters() -> Parameters:
    """The parameters of the question for the first rows of a range."""
    return named(limit=OPENING_SIZE + 1)


def _personal(orders: Sequence[Order]) -> list[str]:
    return sorted({order.field for order in orders if order.field in PERSONAL})


def _listed(view: View, orders: Sequence[Order]) -> str:
    """The members with what the orders name of their customers; personal columns are those that an owner may see."""
    fields = {order.field for order in orders}
    columns = [text.format(owner=view.owner) for name, text in _OF_PROFILE.items() if name in fields]
    if not columns and not fields & set(PERSONAL):
        return LISTING.sql
    personal = _personal(orders)
    people = f" LEFT JOIN {view.people()} AS people ON people.customer = members.customer" if personal else ""
    chosen = ", ".join(["members.*", *columns, *(f"people.{name}_folded" for name in personal)])
    return f"SELECT {chosen} FROM members JOIN customers ON customers.customer = members.customer{people}"


def _show(view: View, source: Slice, span: Months, rows: Sequence[Record]) -> tuple[CustomerDetail, ...]:
    keys = [row[0] for row in rows]
    known, dealings = profiles(view, keys), read_dealings(source, span, keys)
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
