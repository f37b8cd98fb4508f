"""The largest customers of a range."""

from dataclasses import dataclass
from decimal import Decimal

from domain.filters import CustomerFilter
from domain.measures import Measure
from domain.ranges import Months
from services.catalogue.profiles import Customer, profiles
from services.customers.growth import ratio
from services.customers.measuring import check_top, value_of
from services.customers.members import open_members
from services.questions import Question
from services.slice import Slice
from services.view import View

LEADERBOARD = Question.load(__file__, "leaderboard.sql")
DEFAULT_TOP = 50


@dataclass(frozen=True, slots=True)
class LeaderboardEntry:
    """A place in the ranking: the customer, its value and the share of all customers' total."""

    key: int
    rank: int
    customer: Customer
    value: Decimal
    share: float | None


@dataclass(frozen=True, slots=True)
class Leaderboard:
    """The first places by a measure, and the total of all customers of the range."""

    measure: Measure
    total: Decimal
    entries: tuple[LeaderboardEntry, ...]


def ask_leaderboard(
    view: View, chosen: CustomerFilter, months: Months, measure: Measure = Measure.ORDERS, top: int = DEFAULT_TOP
) -> Leaderboard:
    """The `top` (1..1000) customers, zeros included, largest first, ties by id."""
    check_top(top)
    source = open_members(view, chosen, months)
    if top == DEFAULT_TOP:
        return view.once(source, (LEADERBOARD.name, measure), lambda: _rank(view, source, measure, top))
    return _rank(view, source, measure, top)


def _rank(view: View, source: Slice, measure: Measure, top: int) -> Leaderboard:
    rows = source.records(LEADERBOARD, measure=measure.value, top=top)
    total = rows[0][3] if rows else 0
    known = profiles(view, [customer for _, customer, _, _ in rows])
    entries = tuple(
        LeaderboardEntry(customer, place, known[customer], value_of(measure, value), ratio(value, total))
        for place, customer, value, _ in rows
    )
    return Leaderboard(measure, value_of(measure, total), entries)
