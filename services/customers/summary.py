"""The customers of a range in five numbers."""

from dataclasses import dataclass

from domain.filters import CustomerFilter
from domain.ranges import Months
from services.customers.growth import Growth
from services.customers.trend import ask_trend
from services.view import View


@dataclass(frozen=True, slots=True)
class CustomerSummary:
    """Numbers of customers: active, new and existing in the last month, churned in all months of the range; total equals active."""

    total: int
    active: int
    new: int
    existing: int
    churned: int
    growth: Growth


def ask_summary(view: View, chosen: CustomerFilter, months: Months) -> CustomerSummary:
    """The summary, from the points of the trend."""
    points = ask_trend(view, chosen, months)
    last = points[-1]
    return CustomerSummary(
        total=last.active,
        active=last.active,
        new=last.new,
        existing=last.existing,
        churned=sum(point.churned for point in points),
        growth=last.growth,
    )
