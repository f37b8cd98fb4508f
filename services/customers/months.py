"""The months of a range: its points, and what stands for no range."""

from dataclasses import dataclass
from datetime import date

from domain.calendar import first_date, month_of
from domain.ranges import Months
from services.questions import Parameter

BEFORE_ALL = 0
"""The month in which every customer is present (see members.sql): a range from it on is no range."""


@dataclass(frozen=True, slots=True)
class DashboardMonth:
    """A point of the page: the first day of a calendar month, and whether as_of has not finished it."""

    month: date
    partial: bool


def ask_months(months: Months) -> tuple[DashboardMonth, ...]:
    """The months of a range, in order."""
    return tuple(DashboardMonth(first_date(month), months.partial(month)) for month in months)


def all_times(as_of: int) -> Months:
    """What stands for no range: everything up to as_of (a day number)."""
    return Months(BEFORE_ALL, month_of(as_of), as_of)


def bounds(months: Months) -> dict[str, Parameter]:
    """The parameters $first and $last of a question."""
    return {"first": months.first, "last": months.last}
