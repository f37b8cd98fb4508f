"""Customers active, new, existing, churned, acquired and reactivated, month by month."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from domain.calendar import first_date
from domain.filters import CustomerFilter
from domain.ranges import Months
from services.customers.growth import Growth, growth
from services.customers.months import bounds
from services.customers.slice import open_slice
from services.questions import Question
from services.view import View

TREND = Question.load(__file__, "trend.sql")


@dataclass(frozen=True, slots=True)
class CustomerTrendPoint:
    """Numbers of customers in a month; `active` is at its end (of the partial month: on as_of), `growth` that of `active`."""

    month: date
    partial: bool
    active: int
    new: int
    existing: int
    churned: int
    acquired: int
    reactivated: int
    growth: Growth


@dataclass(frozen=True, slots=True)
class _Turnover:
    started: int = 0
    ended: int = 0
    acquired: int = 0
    newcomers: int = 0


def ask_trend(view: View, chosen: CustomerFilter, months: Months) -> tuple[CustomerTrendPoint, ...]:
    """A point for each month of the range."""
    rows = open_slice(view, chosen, months).records(TREND, **bounds(months))
    turnovers = {month: _Turnover(*counts) for month, *counts in rows}
    return tuple(_points(turnovers, months))


def _points(turnovers: dict[int, _Turnover], months: Months) -> Iterator[CustomerTrendPoint]:
    earlier = turnovers.get(months.first - 1, _Turnover())
    previous = earlier.started - earlier.ended
    start: int | None = None
    for month in months:
        turnover = turnovers.get(month, _Turnover())
        active = previous + turnover.started - turnover.ended
        start = active if start is None else start
        yield CustomerTrendPoint(
            month=first_date(month),
            partial=months.partial(month),
            active=active,
            new=turnover.newcomers,
            existing=active - turnover.newcomers,
            churned=turnover.ended,
            acquired=turnover.acquired,
            reactivated=turnover.started - turnover.acquired,
            growth=growth(active, previous, start),
        )
        previous = active
