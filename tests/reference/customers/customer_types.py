"""Orders and usage of new and of existing customers by month."""

from typing import Any

from tests.reference.customers.slice import CustomerSlice, cut_slice, measure_orders
from tests.reference.customers.trend import show_month
from tests.reference.days import month_of
from tests.reference.exact import grow, show_decimal
from tests.reference.marketplace import Marketplace


def answer_by_customer_type(
    market: Marketplace,
    publisher_id: str,
    range_: dict[str, Any] | None = None,
    filter_: dict[str, Any] | None = None,
    measure: str = "ORDERS",
    role: str = "OWNER",
) -> list[dict[str, Any]]:
    """CustomerTypePoints; growth is that of new and existing together, null in a partial month."""
    cut = cut_slice(market, publisher_id, role, range_, filter_)
    points = []
    for month in cut.months or []:
        new, existing = split_month(cut, month, measure)
        points.append(
            {
                **show_month(cut, month),
                "new": show_decimal(new),
                "existing": show_decimal(existing),
                "growth": grow_flow(cut, month, measure),
            }
        )
    return points


def split_month(cut: CustomerSlice, month: int, measure: str) -> tuple[int, int]:
    """The measure of new and of existing customers in a month, in millionths."""
    new = existing = 0
    for own in cut.customer_ids:
        orders = [order for order in cut.orders[own] if month_of(order.ordered_on) == month]
        usage = [row for row in cut.usage[own] if month_of(row.used_on) == month]
        value = measure_orders(orders, usage, measure)
        if find_first_month(cut, own) == month:
            new += value
        else:
            existing += value
    return new, existing


def find_first_month(cut: CustomerSlice, customer_id: str) -> int | None:
    """The month of the earlier of first acquisition and first usage."""
    days = [acquisition.acquired_on for acquisition in cut.acquisitions[customer_id]]
    days += [row.used_on for row in cut.usage[customer_id]]
    return month_of(min(days)) if days else None


def grow_flow(cut: CustomerSlice, month: int, measure: str) -> dict[str, float | None]:
    if cut.is_partial(month):
        return {"fromPrevious": None, "fromStart": None}
    start = (cut.months or [month])[0]
    now, previous, first = (sum(split_month(cut, at, measure)) for at in (month, month - 1, start))
    return {"fromPrevious": grow(now, previous), "fromStart": grow(now, first)}
