"""Orders or hours by month, of new and of existing customers."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from domain.calendar import first_date
from domain.filters import CustomerFilter
from domain.measures import Measure
from domain.ranges import Months
from services.customers.growth import NO_GROWTH, Growth, growth
from services.customers.measuring import value_of
from services.customers.months import bounds
from services.customers.slice import open_slice
from services.questions import Question
from services.view import View

CUSTOMER_TYPES = Question.load(__file__, "customer_types.sql")
_COLUMN = {Measure.ORDERS: 0, Measure.NORMALIZED_USAGE: 1, Measure.RAW_USAGE: 2}


@dataclass(frozen=True, slots=True)
class CustomerTypePoint:
    """A month's orders or hours: of customers whose first acquisition or usage falls in it, and of the others.

    `growth` is that of both together, without values in a partial month.
    """

    month: date
    partial: bool
    new: Decimal
    existing: Decimal
    growth: Growth


def ask_customer_types(
    view: View, chosen: CustomerFilter, months: Months, measure: Measure = Measure.ORDERS
) -> tuple[CustomerTypePoint, ...]:
    """A point for each month of the range."""
    rows = open_slice(view, chosen, months).records(CUSTOMER_TYPES, **bounds(months))
    values = {(month, bool(newcomers)): sums[_COLUMN[measure]] for month, newcomers, *sums in rows}
    return tuple(_points(values, months, measure))


def _points(values: dict[tuple[int, bool], int], months: Months, measure: Measure) -> Iterator[CustomerTypePoint]:
    def total(month: int) -> int:
        return values.get((month, True), 0) + values.get((month, False), 0)

    for month in months:
        partial = months.partial(month)
        yield CustomerTypePoint(
            month=first_date(month),
            partial=partial,
            new=value_of(measure, values.get((month, True), 0)),
            existing=value_of(measure, values.get((month, False), 0)),
            growth=NO_GROWTH if partial else growth(total(month), total(month - 1), total(months.first)),
        )
