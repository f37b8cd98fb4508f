"""Retention details: every day of usage of an offer in the window, one row per customer, plan and day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial

from db.warehouse import is_one_of
from domain.calendar import date_of
from domain.filters import Segment
from domain.pages import OPENING, Order, Page, PageRequest
from services.catalogue.offers import Offer, offers
from services.catalogue.plans import Plan, plans
from services.catalogue.profiles import Customer, profiles
from services.frames import Record, decimal_of, pick
from services.pages import Listing, Rows, is_opening, pinned, read_page, whole_list
from services.questions import Question
from services.retention.profile_orders import PROFILE_FIELDS, with_profiles
from services.retention.slice import open_slice
from services.retention.window import base_window
from services.scans import Scan
from services.slice import Slice
from services.view import View

_USAGE = Question.load(__file__, "detail_usage.sql").sql
_DAYS = Question.load(__file__, "details.sql")
_REVENUE = Question.load(__file__, "detail_revenue.sql")
_COUNTED = Question.load(__file__, "detail_days.sql")
DETAIL_DAYS = _COUNTED.written(chosen="true")
_DAYS_OF_OFFER = _COUNTED.written("of_offer", chosen="offer = $offer")
_TOTAL = Question.load(__file__, "detail_total.sql")
_LOOKED_AT = (7, 56)
"""Days that are counted to find where a page of a segment ends, before all are."""
KEPT_ROWS = 250_000
"""Of a list that is kept in order, complete, from its second page on: some 20 MB, made in the time of four pages."""
KEPT_KEYS = 5_000_000
"""Of a longer list whose keys are kept where an order was asked for: some 60 MB. A page in the default order looks at its days alone."""
_MAIN = Question.load(__file__, "detail_main.sql")
_NAME = "retention details"
_KEY = ("newest", "customer", "plan_order")
_SHOWN = (
    "plan", "billing_type", "customer", "currency", "sales_channel", "first_day", "retained_on", "days_from_first_use",
    "revenue", "revenue_on_day",
)  # fmt: skip
_STORED = (*_SHOWN, *(column for column in _KEY if column not in _SHOWN))
_SAME_ROW = " and ".join(f"t.{column} = d.{column}" for column in ("offer", *_KEY))
_COMPLETE = f"select d.*, t.revenue, t.revenue_on_day from ({_MAIN.sql}) as d join ({_REVENUE.sql}) as t on {_SAME_ROW}"
_OF_OFFER = _USAGE.format(chosen="u.offer = $offer")
_KEYS_OF_OFFER = (
    "select offer, used_on, customer, coalesce(plan, 2147483647) as plan_order from uses where offer = $offer"
)
_NEWEST = Question.load(__file__, "detail_newest.sql").sql.format(days=DETAIL_DAYS.sql)
_CHOSEN = "(u.offer, u.customer) in (select (offer, customer) from chosen)"
OPENING_DETAILS = Question(
    "retention.opening_details",
    f"with chosen as ({_NEWEST}), own as ({_USAGE.format(chosen=_CHOSEN)})"
    f" select d.offer, {', '.join(f'd.{column}' for column in _STORED)} from ({_COMPLETE}) as d join chosen as t on {_SAME_ROW}"
    " order by d.offer, d.newest, d.customer, d.plan_order",
)
_OF_REVENUE = {"revenue": "revenue", "revenue_on_day": "revenue_on_day"}
_OF_MAIN = {
    "billing_type": "billing_type_folded",
    "currency_code": "currency_folded",
    "sales_channel": "sales_channel_folded",
    "first_used_on": "first_day",
    "days_from_first_use": "days_from_first_use",
}
_OF_PLAN = {"plan_id": "plan_id_folded", "name": "name_folded"}
_FIELDS = {"retained_on": "retained_on", **_OF_REVENUE, **_OF_MAIN, **_OF_PLAN, **PROFILE_FIELDS}


@dataclass(frozen=True, slots=True)
class RetentionDetail:
    """A day of usage; revenue (USD) of that customer, offer and plan up to the day, and on it. `first_used_on` is the account's."""

    offer: Offer
    plan: Plan | None
    billing_type: str | None
    customer: Customer
    currency_code: str | None
    sales_channel: str | None
    first_used_on: date
    retained_on: date
    days_from_first_use: int
    revenue: Decimal
    revenue_on_day: Decimal


def list_retention_details(
    view: View, offer: int, segment: Segment, orders: Sequence[Order], request: PageRequest, with_total: bool
) -> Page[RetentionDetail]:
    """A page of the days of usage of an offer (key) in the 18 months, newest first unless ordered.

    Raises BadInputError for an unknown order, ForbiddenFieldError, BadCursorError.
    """
    view = pinned(view, request)
    source = open_slice(view, segment, offer)
    window = details_window(view.as_of)
    parameters = {"offer": offer, **window}
    total = partial(_count, source, offer, window)
    further = request.after is not None or request.before is not None
    if further and total() <= KEPT_ROWS:
        listing = _list_whole(view, orders, held=True)
        page = read_page(view, source, listing, _SHOWN, orders, request, parameters, with_total, total)
        return Page(_show(view, offer, page.rows), page.cursors, page.has_next, page.has_previous, page.total)
    held = further and bool(orders) and total() <= KEPT_KEYS
    listing = Listing(_NAME, _listed(view, orders), _KEY, _FIELDS, (), held)
    if not orders:
        parameters["window_from"] = _earliest_needed(source, offer, window, request, _first_day_of(view, request))
    if is_opening(orders, request) and source.stores(OPENING_DETAILS, **opening_parameters(view.as_of)):
        opening = source.derive("opening details", lambda: _open(source, view.as_of)).get(offer, Rows([], []))
        page = read_page(view, source, listing, (), orders, request, {}, with_total, total, opening)
        key = (OPENING_DETAILS.name, offer)
        shown = view.once(source, key, lambda: _show(view, offer, opening.shown))[: len(page.rows)]
    else:
        page = read_page(view, source, listing, (), orders, request, parameters, with_total, total)
        shown = _show(view, offer, _complete(source, offer, page.keys))
    return Page(shown, page.cursors, page.has_next, page.has_previous, page.total)


def scan_retention_details(view: View, offer: int, segment: Segment, orders: Sequence[Order]) -> Scan[RetentionDetail]:
    """All rows of that list, in the same order, each complete from one look at all usage. Raises BadInputError and ForbiddenFieldError."""
    listing = _list_whole(view, orders)
    parameters = {"offer": offer, **details_window(view.as_of)}
    source = open_slice(view, segment, offer)
    return Scan(source, whole_list(listing, _SHOWN, orders), parameters, lambda rows: _show(view, offer, rows))


def _list_whole(view: View, orders: Sequence[Order], held: bool = False) -> Listing:
    """The list with each row complete, from one look at all usage of the offer."""
    rows = with_profiles(view, _with_plans(_COMPLETE, orders), orders)
    return Listing(_NAME, f"with own as ({_OF_OFFER}) {rows}", _KEY, _FIELDS, (), held)


def opening_parameters(as_of: int) -> dict[str, int]:
    """The parameters of the question for the first rows of every offer."""
    return details_window(as_of) | {"limit": OPENING + 1}


def _open(source: Slice, as_of: int) -> dict[int, Rows]:
    """The first rows of each offer key."""
    found: dict[int, Rows] = {}
    places = [_STORED.index(column) for column in _KEY]
    for offer, *row in source.records(OPENING_DETAILS, **opening_parameters(as_of)):
        rows = found.setdefault(offer, Rows([], []))
        rows.shown.append(tuple(row[: len(_SHOWN)]))
        rows.keys.append(tuple(row[place] for place in places))
    return found


def details_window(as_of: int) -> dict[str, int]:
    """The first and last day of the details, as parameters."""
    window = base_window(as_of)
    return {"window_from": window.first, "window_to": window.as_of}


def _count(source: Slice, offer: int, window: Mapping[str, int]) -> int:
    """All rows of an offer's details; of a segment without counting each day, which takes three times as long."""
    if source.whole:
        return sum(rows for _, rows in _count_days(source, offer, window))
    return source.records(_TOTAL, offer=offer, **window)[0][0] or 0


def _count_days(source: Slice, offer: int, window: Mapping[str, int]) -> list[tuple[int, int]]:
    """The days of an offer's details with their number of rows, newest first: the part knows those of all offers."""
    if source.whole:
        grouped = source.derive("detail days", lambda: _group_days(source.records(DETAIL_DAYS, **window)))
    else:
        grouped = _group_days(source.records(_DAYS_OF_OFFER, offer=offer, **window))
    return grouped.get(offer, [])


def _group_days(rows: Sequence[Record]) -> dict[int, list[tuple[int, int]]]:
    found: dict[int, list[tuple[int, int]]] = {}
    for offer, day, details in rows:
        found.setdefault(offer, []).append((day, details))
    return found


def _first_day_of(view: View, request: PageRequest) -> int | None:
    """The day of the row that a forward page begins after."""
    if request.after is None:
        return None
    newest = view.house.signer.read(view.scope.publisher_id, request.after).key[0]
    return -newest if isinstance(newest, int) else None


def _earliest_needed(
    source: Slice, offer: int, window: Mapping[str, int], request: PageRequest, begins: int | None
) -> int:
    """The earliest day that a forward page in the default order can show, so that older usage is not looked at."""
    if not request.backward and request.before is None:
        latest = window["window_to"] if begins is None else begins
        for length in _LOOKED_AT if not source.whole else ():
            some = {"window_from": max(window["window_from"], latest - length), "window_to": latest}
            found = _find_last(_count_days(source, offer, some), request.size, begins)
            if found is not None:
                return found
        found = _find_last(_count_days(source, offer, window), request.size, begins)
        if found is not None:
            return found
    return window["window_from"]


def _find_last(days: Sequence[tuple[int, int]], size: int, begins: int | None) -> int | None:
    """The day, of some newest first, on which a page ends and one row more; None where they do not reach so far."""
    # the row that the page begins after may be the last of its day or the first
    wanted = size + 1 + sum(rows for day, rows in days if day == begins)
    for day, rows in days:
        if begins is None or day <= begins:
            wanted -= rows
            if wanted <= 0:
                return day
    return None


def _listed(view: View, orders: Sequence[Order]) -> str:
    """The rows with the columns that the orders name alone: the list is long, and the others are read for a page."""
    if not orders:
        return f"with own as ({_KEYS_OF_OFFER}) {_DAYS.sql}"
    fields = {order.field for order in orders}
    sql = _DAYS.sql
    for needed, text in ((_OF_REVENUE, _REVENUE.sql), (_OF_MAIN, _MAIN.sql)):
        if fields & needed.keys():
            columns = ", ".join(f"t.{column}" for column in needed.values())
            sql = f"select d.*, {columns} from ({sql}) as d join ({text}) as t on {_SAME_ROW}"
    return f"with own as ({_OF_OFFER}) {with_profiles(view, _with_plans(sql, orders), orders)}"


def _with_plans(sql: str, orders: Sequence[Order]) -> str:
    """The rows of a text with the columns of their plan, where the orders name any."""
    if all(order.field not in _OF_PLAN for order in orders):
        return sql
    columns = ", ".join(f"lower(p.{name}) as {column}" for name, column in _OF_PLAN.items())
    return f"select d.*, {columns} from ({sql}) as d left join plans as p on p.plan = d.plan_order"


def _complete(source: Slice, offer: int, keys: Sequence[Record]) -> list[Record]:
    """What rows show, read from the usage of their customers alone."""
    if not keys:
        return []
    days = [-newest for newest, _, _ in keys]
    # keys as literals: the file is asked for these alone
    of_them = is_one_of("u.customer", [str(customer) for customer in sorted({customer for _, customer, _ in keys})])
    sql = f"with own as ({_OF_OFFER} and {of_them}) {_COMPLETE}"
    found = source.query(sql, {"offer": offer, "window_from": min(days), "window_to": max(days)})
    by_key = dict(zip(pick(found, _KEY), pick(found, _SHOWN), strict=True))
    return [by_key[key] for key in keys]


def _show(view: View, offer: int, rows: Sequence[Record]) -> tuple[RetentionDetail, ...]:
    people = profiles(view, sorted({row[_SHOWN.index("customer")] for row in rows}))
    known, shown = plans(view), offers(view)[offer]
    return tuple(_detail(row, shown, people, known) for row in rows)


def _detail(row: Record, offer: Offer, people: Mapping[int, Customer], known: Mapping[int, Plan]) -> RetentionDetail:
    plan, billing_type, customer, currency, channel, first_day, day, days_from_first_use, revenue, on_day = row
    return RetentionDetail(
        offer=offer,
        plan=None if plan is None else known[plan],
        billing_type=billing_type,
        customer=people[customer],
        currency_code=currency,
        sales_channel=channel,
        first_used_on=date_of(first_day),
        retained_on=date_of(day),
        days_from_first_use=days_from_first_use,
        revenue=decimal_of(revenue),
        revenue_on_day=decimal_of(on_day),
    )
