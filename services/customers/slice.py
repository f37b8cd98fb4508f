"""The customers page's slice: a publisher's tables narrowed once by a filter, in the order of metrics.md."""

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
    row_conditions,
)
from services.dormant import dormant_customers
from services.frames import plain
from services.questions import Question
from services.slices import Narrowing, Slice
from services.view import View

_CHANNELS = Question.load(__file__, "channels.sql")
_HOLDINGS = Path(__file__).with_name("holdings.sql").read_text(encoding="utf-8")
DERIVED = tuple(Question.load(__file__, f"{name}.sql", shared=True) for name in ("stays", "presence"))
"""Tables that the questions share, stored for the empty filter like answers."""


def open_slice(view: View, chosen: CustomerFilter, months: Months | None) -> Slice:
    """The slice of a filter: customers, acquisitions and customer_months narrowed, with stays and presence derived from them.

    An order is an acquisition of source 1; orders and usage themselves are not narrowed, and no question of the page reads them.
    `months` matters only where dates or status are filtered: as they are on the range's last day, without a range on as_of.
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


def _narrowings(view: View, chosen: CustomerFilter, end: int | None) -> list[Narrowing]:
    derived = [Narrowing(each.name.removeprefix("customers."), each.sql, {}, each.mart(())) for each in DERIVED]
    if chosen.empty:
        return derived
    rows = row_conditions(chosen, _channels(view, chosen))
    kept = f"{rows.sql} AND customer IN (SELECT customer FROM customers)"
    narrowed = [
        Narrowing(name, f"SELECT * FROM all_{name} WHERE {kept}", rows.parameters)
        for name in ("acquisitions", "customer_months")
    ]
    return [_customers(view, chosen, end, rows), *narrowed, *derived]


def _customers(view: View, chosen: CustomerFilter, end: int | None, rows: Conditions) -> Narrowing:
    """Steps (2) and (4) in one select: both are about customers one by one, and (4) looks at the rows that (1) left."""
    kept = profile_conditions(chosen)
    if chosen.narrows_rows:
        kept.add(
            f"customer IN (SELECT customer FROM all_acquisitions WHERE {rows.sql}"
            f" UNION SELECT customer FROM all_customer_months WHERE {rows.sql})",
            **rows.parameters,
        )
    if chosen.personal:
        personal = personal_conditions(chosen)
        kept.add(
            f"customer IN (SELECT customer FROM {view.people()} AS people WHERE {personal.sql})", **personal.parameters
        )
    if chosen.dormant is not None:
        kept.add(f"customer IN {any_of('dormant', 'INTEGER')}", dormant=sorted(dormant_customers(view, chosen.dormant)))
    if end is not None:
        dates = date_conditions(chosen)
        holdings = _HOLDINGS.format(rows=rows.sql)
        kept.add(
            f"customer IN (SELECT customer FROM ({holdings}) AS holdings WHERE {dates.sql})",
            end=end,
            **rows.parameters,
            **dates.parameters,
        )
    return Narrowing("customers", f"SELECT * FROM all_customers WHERE {kept.sql}", kept.parameters)


def _channels(view: View, chosen: CustomerFilter) -> list[str]:
    if chosen.sales_channel is None:
        return []
    return plain(view.house.slices.whole(view.part).frame(_CHANNELS)["sales_channel"])


def _camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(other.capitalize() for other in others)
