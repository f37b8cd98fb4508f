"""The accounts behind a number of the curve: retained in a period, or dormant."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial

from db.warehouse import is_one_of
from domain.calendar import date_of
from domain.filters import Segment
from domain.measures import Granularity, RetentionStatus, SortDirection
from domain.pages import OPENING, Order, Page, PageRequest
from services.catalogue.plans import Plan, plans
from services.catalogue.profiles import Customer, profiles
from services.frames import Record, decimal_of, records
from services.pages import Listing, Rows, is_opening, pinned, read_page, whole_list
from services.questions import Question
from services.retention.counts import count_up_to, is_early
from services.retention.curve import require_period
from services.retention.profile_orders import PROFILE_FIELDS, with_profiles
from services.retention.slice import open_early, open_slice
from services.retention.window import window_parameters
from services.scans import Scan
from services.slice import Slice
from services.view import View

_TEXT = Question.load(__file__, "reached_accounts.sql")
_REACHED, _REACHED_EARLY = (_TEXT.written(days=days) for days in ("account_days", "early_periods"))
CUSTOMERS, _EARLY_CUSTOMERS = (
    f"select * from ({question.sql}) as reached where offer = $offer and retained = $retained"
    for question in (_REACHED, _REACHED_EARLY)
)
"""The accounts of one offer with one status."""
_FIRST_CUSTOMERS = Question.load(__file__, "first_customers.sql")
_USES = Question.load(__file__, "customer_uses.sql").sql
_SHOWN = ("account", "first_day", "last_day", "days_since_last_use", "revenue", "revenue_on_day")
OPENING_ACCOUNTS = Question(
    "retention.opening_accounts",
    f"select offer, retained, {', '.join(_SHOWN)}"
    " from (select *, row_number() over (partition by offer, retained order by revenue desc, account) as place"
    f" from ({_REACHED.sql}) as reached) as ranked where place <= $limit order by offer, retained, place",
)
OPENING_USES = Question(
    "retention.opening_uses",
    _USES.format(
        chosen=f"(u.offer, u.account) in (select (offer, account) from ({OPENING_ACCOUNTS.sql}) as opening)",
    ),
)
_FIELDS = {
    "account_id": "account_folded",
    "first_used_on": "first_day",
    "last_used_on": "last_day",
    "days_since_last_use": "days_since_last_use",
    "revenue": "revenue",
    "revenue_on_day": "revenue_on_day",
    **PROFILE_FIELDS,
}
_DEFAULT = (Order("revenue", SortDirection.DESC),)


@dataclass(frozen=True, slots=True)
class RetentionCustomer:
    """An account; `customer` had its first use, `customers`, `plans` and `billing_types` all its usage of the offer.

    Revenue (USD) from first use to the period's last day, and within the period; days are counted up to as_of.
    """

    account_id: str
    customer: Customer
    customers: tuple[Customer, ...]
    plans: tuple[Plan, ...]
    billing_types: tuple[str, ...]
    first_used_on: date
    last_used_on: date
    days_since_last_use: int
    revenue: Decimal
    revenue_on_day: Decimal


@dataclass(frozen=True, slots=True)
class _AccountUse:
    """Who used the offer in an account (customer keys, first the one with its first use), under which plans and billing types."""

    account_id: str
    first: int
    customers: tuple[int, ...]
    plans: tuple[int, ...]
    billing_types: tuple[str, ...]


def list_retention_customers(
    view: View,
    offer: int,
    granularity: Granularity,
    segment: Segment,
    period: int,
    status: RetentionStatus,
    orders: Sequence[Order],
    request: PageRequest,
    with_total: bool,
) -> Page[RetentionCustomer]:
    """A page of the accounts retained or dormant in a period of an offer (key), most revenue first unless ordered.

    Raises BadInputError for a negative period or an unknown order, ForbiddenFieldError, BadCursorError.
    """
    require_period("period", period)
    view = pinned(view, request)
    early = is_early(segment, granularity, period)
    source = open_early(view, segment, offer, granularity) if early else open_slice(view, segment, offer)
    listing = Listing("retention customers", _listed(view, orders, early), ("account",), _FIELDS, _DEFAULT)
    parameters = customers_parameters(view, offer, granularity, period, status)
    counts = partial(_count, view, offer, granularity, segment, period, status)
    chosen = opening_parameters(view.as_of, granularity, period)
    if is_opening(orders, request) and source.stores(OPENING_ACCOUNTS, **chosen):
        known = source.derive(("opening accounts", granularity, period), lambda: _open(source, chosen))
        rows = known.accounts.get((offer, _flag(status)), [])
        opening = Rows(rows, [row[:1] for row in rows])
        page = read_page(view, source, listing, (), orders, request, {}, with_total, counts, opening)
        uses = known.uses.get(offer, {})
        key = (OPENING_ACCOUNTS.name, offer, granularity, period, status)
        shown = view.once(source, key, lambda: _show(view, opening.shown, uses))[: len(page.rows)]
    else:
        page = read_page(view, source, listing, _SHOWN, orders, request, parameters, with_total, counts)
        shown = _show(view, page.rows, _read_uses(source, offer, [row[0] for row in page.rows]))
    return Page(shown, page.cursors, page.has_next, page.has_previous, page.total)


def scan_retention_customers(
    view: View,
    offer: int,
    granularity: Granularity,
    segment: Segment,
    period: int,
    status: RetentionStatus,
    orders: Sequence[Order],
) -> Scan[RetentionCustomer]:
    """All rows of that list, in the same order. Raises BadInputError and ForbiddenFieldError."""
    require_period("period", period)
    early = is_early(segment, granularity, period)
    source = open_early(view, segment, offer, granularity) if early else open_slice(view, segment, offer)
    listing = Listing("retention customers", _listed(view, orders, early), ("account",), _FIELDS, _DEFAULT)
    parameters = customers_parameters(view, offer, granularity, period, status)

    def show(rows: Sequence[Record]) -> Sequence[RetentionCustomer]:
        return _show(view, rows, _read_uses(source, offer, [row[0] for row in rows]))

    return Scan(source, whole_list(listing, _SHOWN, orders), parameters, show)


def customers_parameters(
    view: View, offer: int, granularity: Granularity, period: int, status: RetentionStatus
) -> dict[str, int]:
    """The parameters of the question."""
    chosen = {"offer": offer, "period": period, "retained": _flag(status)}
    return window_parameters(view.as_of, granularity) | chosen


def opening_parameters(as_of: int, granularity: Granularity, period: int) -> dict[str, int]:
    """The parameters of the questions for the first accounts of every offer."""
    return window_parameters(as_of, granularity) | {"period": period, "limit": OPENING + 1}


@dataclass(frozen=True, slots=True)
class _Openings:
    """The first rows of each offer key and status flag, and who is behind them."""

    accounts: Mapping[tuple[int, int], list[Record]]
    uses: Mapping[int, Mapping[int, _AccountUse]]


def _open(source: Slice, chosen: Mapping[str, int]) -> _Openings:
    accounts: dict[tuple[int, int], list[Record]] = {}
    for offer, flag, *row in source.records(OPENING_ACCOUNTS, **chosen):
        accounts.setdefault((offer, flag), []).append(tuple(row))
    return _Openings(accounts, _group(source.records(OPENING_USES, **chosen)))


def _read_uses(source: Slice, offer: int, accounts: Sequence[int]) -> Mapping[int, _AccountUse]:
    """Who is behind some accounts."""
    # keys as literals: both files are asked for these alone
    keys = [str(account) for account in accounts]
    chosen = f"u.offer = $offer and {is_one_of('u.account', keys)} and {is_one_of('a.account', keys)}"
    return _group(records(source.query(_USES.format(chosen=chosen), {"offer": offer}))).get(offer, {})


def _flag(status: RetentionStatus) -> int:
    return 1 if status is RetentionStatus.RETAINED else 0


def _count(
    view: View, offer: int, granularity: Granularity, segment: Segment, period: int, status: RetentionStatus
) -> int:
    """The number of the accounts is that of the curve."""
    eligible, retained = count_up_to(view, offer, granularity, segment, period).at(offer, period)
    return retained if status is RetentionStatus.RETAINED else eligible - retained


def _listed(view: View, orders: Sequence[Order], early: bool) -> str:
    """The accounts, with the columns of account and customer only where an order names them: they cost a look at all usage."""
    sql = _EARLY_CUSTOMERS if early else CUSTOMERS
    if any(order.field == "account_id" for order in orders):
        sql = f"select k.*, lower(a.account_id) as account_folded from ({sql}) as k join accounts as a on a.account = k.account"
    if any(order.field in PROFILE_FIELDS for order in orders):
        sql = f"select k.*, f.customer from ({sql}) as k join ({_FIRST_CUSTOMERS.sql}) as f on f.account = k.account"
    return with_profiles(view, sql, orders)


def _show(view: View, rows: Sequence[Record], uses: Mapping[int, _AccountUse]) -> tuple[RetentionCustomer, ...]:
    people = profiles(view, sorted({customer for row in rows for customer in uses[row[0]].customers}))
    known = plans(view)
    return tuple(_account(row, uses[row[0]], people, known) for row in rows)


def _account(
    row: Record, use: _AccountUse, people: Mapping[int, Customer], known: Mapping[int, Plan]
) -> RetentionCustomer:
    _, first_day, last_day, days_since, revenue, revenue_on_day = row
    return RetentionCustomer(
        account_id=use.account_id,
        customer=people[use.first],
        customers=tuple(people[customer] for customer in use.customers),
        plans=tuple(known[plan] for plan in use.plans),
        billing_types=use.billing_types,
        first_used_on=date_of(first_day),
        last_used_on=date_of(last_day),
        days_since_last_use=days_since,
        revenue=decimal_of(revenue),
        revenue_on_day=decimal_of(revenue_on_day),
    )


def _group(rows: Sequence[Record]) -> dict[int, dict[int, _AccountUse]]:
    """Uses by offer key and account key."""
    grouped: dict[int, dict[int, list[Record]]] = {}
    for offer, account, *use in rows:
        grouped.setdefault(offer, {}).setdefault(account, []).append(tuple(use))
    return {
        offer: {account: _account_use(found) for account, found in accounts.items()}
        for offer, accounts in grouped.items()
    }


def _account_use(found: Sequence[Record]) -> _AccountUse:
    # keys are in the order of the ids
    return _AccountUse(
        account_id=found[0][0],
        first=min((first_used_on, customer) for _, customer, _, _, first_used_on in found)[1],
        customers=tuple(sorted({customer for _, customer, *_ in found})),
        plans=tuple(sorted({plan for _, _, plan, _, _ in found if plan is not None})),
        billing_types=tuple(sorted({kind for _, _, _, kind, _ in found if kind is not None})),
    )
