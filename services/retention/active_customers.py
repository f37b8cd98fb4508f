"""Active customers: accounts by the number of offers they use and by how long they stayed."""

from collections.abc import Mapping
from dataclasses import dataclass

from domain.calendar import months_before
from domain.measures import WINDOW_MONTHS
from services.catalogue.offers import fold_category
from services.frames import integers
from services.questions import Parameter, Question
from services.retention.slice import open_whole
from services.view import View

ACTIVE_CUSTOMERS = Question.load(__file__, "active_customers.sql")

_BARS = ("1", "2", "3", "4", "5+")
_STAYS = (("0-30 days", 0, 29), ("30-45 days", 30, 44), ("45+ days", 45, None))


@dataclass(frozen=True, slots=True)
class StayBucket:
    """Accounts that stayed from_day..to_day days, both included; None is open."""

    label: str
    from_day: int
    to_day: int | None
    accounts: int


@dataclass(frozen=True, slots=True)
class ActiveCustomersBar:
    """Accounts that used so many offers in the window; the buckets add up to `accounts`."""

    offers_per_customer: str
    accounts: int
    buckets: tuple[StayBucket, ...]


def active_customers_parameters(as_of: int, category: str | None) -> dict[str, Parameter]:
    """The parameters of the question; all offers where category is None."""
    return {
        "window_from": months_before(as_of, WINDOW_MONTHS),
        "category": None if category is None else fold_category(category),
    }


def ask_active_customers(view: View, category: str | None) -> tuple[ActiveCustomersBar, ...]:
    """All five bars, over the offers of a category or (None) over all."""
    source = open_whole(view)
    frame = source.frame(ACTIVE_CUSTOMERS, **active_customers_parameters(view.as_of, category))
    offers, from_day, accounts = (integers(frame[name]) for name in ("offers", "from_day", "accounts"))
    counted = dict(zip(zip(offers, from_day, strict=True), accounts, strict=True))
    return tuple(_bar(label, number, counted) for number, label in enumerate(_BARS, start=1))


def _bar(label: str, number: int, counted: Mapping[tuple[int, int], int]) -> ActiveCustomersBar:
    buckets = tuple(StayBucket(name, start, end, counted.get((number, start), 0)) for name, start, end in _STAYS)
    return ActiveCustomersBar(label, sum(bucket.accounts for bucket in buckets), buckets)
