"""Active, new, existing, churned, acquired and reactivated customers by month."""

from typing import Any

from tests.reference.customers.slice import CustomerSlice, cut_slice
from tests.reference.days import first_day, month_of
from tests.reference.exact import grow
from tests.reference.marketplace import Marketplace


def answer_months(market: Marketplace, publisher_id: str, range_: dict[str, Any] | None = None) -> list[dict[str, Any]]:
    """DashboardMonths."""
    cut = cut_slice(market, publisher_id, "OWNER", range_, None)
    return [show_month(cut, month) for month in cut.months or []]


def show_month(cut: CustomerSlice, month: int) -> dict[str, Any]:
    return {"month": first_day(month).isoformat(), "partial": cut.is_partial(month)}


def answer_trend(
    market: Marketplace,
    publisher_id: str,
    range_: dict[str, Any] | None = None,
    filter_: dict[str, Any] | None = None,
    role: str = "OWNER",
) -> list[dict[str, Any]]:
    """CustomerTrendPoints."""
    cut = cut_slice(market, publisher_id, role, range_, filter_)
    months = cut.months or []
    return [
        {**show_month(cut, month), **count_month(cut, month), "growth": grow_active(cut, month)} for month in months
    ]


def count_month(cut: CustomerSlice, month: int) -> dict[str, int]:
    """Customers of a month by status and flow."""
    ids = cut.customer_ids
    statuses = [find_status(cut, own, month) for own in ids]
    return {
        "active": count_active(cut, month),
        "new": statuses.count("NEW"),
        "existing": statuses.count("EXISTING"),
        "churned": statuses.count("CHURNED"),
        "acquired": sum(is_first_month(cut, own, month) for own in ids),
        "reactivated": sum(is_reactivated(cut, own, month) for own in ids),
    }


def count_active(cut: CustomerSlice, month: int) -> int:
    return sum(cut.is_active(own, cut.end_of(month)) for own in cut.customer_ids)


def is_first_month(cut: CustomerSlice, customer_id: str, month: int) -> bool:
    acquired = cut.find_acquired(customer_id)
    return acquired is not None and month_of(acquired) == month


def find_status(cut: CustomerSlice, customer_id: str, month: int) -> str | None:
    """NEW, EXISTING or CHURNED; None for who was not there."""
    if not cut.is_active(customer_id, cut.end_of(month - 1)) and not cut.acquired_in(customer_id, month):
        return None
    if not cut.is_active(customer_id, cut.end_of(month)):
        return "CHURNED"
    return "NEW" if is_first_month(cut, customer_id, month) else "EXISTING"


def is_reactivated(cut: CustomerSlice, customer_id: str, month: int) -> bool:
    """Not active at the end of the month before, first acquired before the month, acquired in it."""
    return (
        cut.acquired_in(customer_id, month)
        and not cut.is_active(customer_id, cut.end_of(month - 1))
        and not is_first_month(cut, customer_id, month)
    )


def grow_active(cut: CustomerSlice, month: int) -> dict[str, float | None]:
    """Growth of active customers."""
    now, start = count_active(cut, month), count_active(cut, (cut.months or [month])[0])
    return {"fromPrevious": grow(now, count_active(cut, month - 1)), "fromStart": grow(now, start)}
