"""The customers page's slice: a publisher's tables narrowed once by a filter, in the order of metrics.md."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from domain.errors import ForbiddenFieldError
from domain.filters import CustomerFilter
from domain.ranges import Months
from services.customers.conditions import (
    Conditions,
    any_of,
    date_conditions,
    personal_conditions,
    profile_conditions,
    row_condition,
)
from services.dormant import dormant_customers
from services.questions import Question
from services.slice import Narrowing, Slice
from services.view import View

_HOLDINGS = Path(__file__).with_name("holdings.sql").read_text(encoding="utf-8")
STAYS = Question.load(__file__, "stays.sql", shared=True)
"""A table that the questions share, stored for the empty filter like an answer."""
_LEAN: Mapping[str, str] = {
    "acquired": (
        "SELECT source, customer, offer, plan, acquired_on, acquired_month, canceled_on, canceled_month, quantity"
        " FROM acquisitions"
    ),
    "active_months": (
        "SELECT customer, month, orders, usage_rows, raw_hours, normalized_hours, revenue FROM customer_months"
    ),
}
"""What most questions read of acquisitions and customer_months: without texts, which cost more than all else."""


def open_slice(view: View, chosen: CustomerFilter, months: Months | None) -> Slice:
    """The slice of a filter, of which no question reads orders or usage themselves; an order is an acquisition of source 1.

    `acquisitions`, `customer_months` and `customers` are narrowed, to be looked up in; `acquired` and `active_months` are the first two
    without their texts, `chosen` the keys of the customers, `stays` derived from `acquired`. `months` matters only where dates or status
    are filtered: as they are on the range's last day, without a range on as_of.
    Raises ForbiddenFieldError where a contributor filters by a personal field.
    """
    check_filter(view, chosen)
    end = None
    if chosen.narrows_derived:
        end = months.end if months else view.as_of
    key = ("customers", chosen, end)
    return view.house.slices.open(view.part, key, lambda: _narrowings(view, chosen, end), whole=chosen.empty)


def check_filter(view: View, chosen: CustomerFilter) -> None:
    """Raises ForbiddenFieldError where a contributor filters by a personal field."""
    if chosen.personal and not view.owner:
        names = ", ".join(_camel(name) for name in chosen.personal)
        raise ForbiddenFieldError(f"filter: {names}: personal data, which an owner only may filter by; leave it out")


@dataclass(slots=True)
class _Narrowed:
    """Narrowings in the order in which one reads those before it."""

    steps: list[Narrowing] = field(default_factory=list)

    def add(self, table: str, sql: str, conditions: Conditions | None = None, view: bool = False) -> None:
        self.steps.append(Narrowing(table, sql, conditions.parameters if conditions else {}, view=view))


def _narrowings(view: View, chosen: CustomerFilter, end: int | None) -> list[Narrowing]:
    stays = Narrowing("stays", STAYS.sql, stored=STAYS.mart(()))
    if chosen.empty:
        keys = Narrowing("chosen", "SELECT customer FROM customers", view=True)
        return [*(Narrowing(table, sql, view=True) for table, sql in _LEAN.items()), keys, stays]
    narrowed = _Narrowed()
    if chosen.subscription_id is not None:
        wanted = Conditions()
        wanted.add(f"subscription_id IN {any_of('subscription_id')}", subscription_id=list(chosen.subscription_id))
        narrowed.add("chosen_subscriptions", f"SELECT subscription FROM all_subscriptions WHERE {wanted.sql}", wanted)
    rows = row_condition(view, chosen)
    kept = _conditions(view, chosen, end, rows)
    if kept.texts:
        narrowed.add("kept", f"SELECT customer FROM all_customers WHERE {kept.sql}", kept)
    remaining = f"{rows} AND customer IN (SELECT customer FROM kept)" if kept.texts else rows
    for table in ("acquisitions", "customer_months"):
        narrowed.add(table, f"SELECT * FROM all_{table} WHERE {remaining}", view=True)
    for table, sql in _LEAN.items():
        narrowed.add(table, sql)
    # whoever has no row left that the filter of rows leaves is not chosen; without one, also customers without rows are
    active = "SELECT customer FROM acquired UNION SELECT customer FROM active_months"
    narrowed.add("chosen", active if chosen.narrows_rows else "SELECT customer FROM kept")
    narrowed.add("customers", "SELECT * FROM all_customers WHERE customer IN (SELECT customer FROM chosen)", view=True)
    return [*narrowed.steps, stays]


def _conditions(view: View, chosen: CustomerFilter, end: int | None, rows: str) -> Conditions:
    """Steps (2) and (4) together: both are about customers one by one, and (4) looks at the rows that (1) left."""
    kept = profile_conditions(chosen)
    if chosen.personal:
        personal = personal_conditions(chosen)
        kept.add(
            f"customer IN (SELECT customer FROM {view.people()} AS people WHERE {personal.sql})", **personal.parameters
        )
    if chosen.dormant is not None:
        kept.add(f"customer IN {any_of('dormant', 'INTEGER')}", dormant=sorted(dormant_customers(view, chosen.dormant)))
    if end is not None:
        dates = date_conditions(chosen)
        holdings = _HOLDINGS.format(rows=rows)
        kept.add(
            f"customer IN (SELECT customer FROM ({holdings}) AS holdings WHERE {dates.sql})",
            end=end,
            **dates.parameters,
        )
    return kept


def _camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(other.capitalize() for other in others)
