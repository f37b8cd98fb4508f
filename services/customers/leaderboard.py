"""The largest customers of a range."""

from dataclasses import dataclass
from decimal import Decimal

from domain.filters import CustomerFilter
from domain.measures import Measure
from domain.ranges import Months
from services.catalogue.profiles import Customer, profiles
from services.customers.growth import ratio
from services.customers.measuring import check_top, value_of
from services.customers.months import bounds
from services.customers.slice import open_slice
from services.questions import Question
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
    rows = open_slice(view, chosen, months).records(LEADERBOARD, measure=measure.value, top=top, **bounds(months))
    total = rows[0][3] if rows else 0
    known = profiles(view, [customer for _, customer, _, _ in rows])
    entries = tuple(
        LeaderboardEntry(customer, place, known[customer], value_of(measure, value), ratio(value, total))
        for place, customer, value, _ in rows
    )
    return Leaderboard(measure, value_of(measure, total), entries)
