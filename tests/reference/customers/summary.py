"""The cards of the customers page."""

from typing import Any

from tests.reference.customers.slice import cut_slice
from tests.reference.customers.trend import count_month, grow_active
from tests.reference.marketplace import Marketplace


def answer_summary(
    market: Marketplace,
    publisher_id: str,
    range_: dict[str, Any] | None = None,
    filter_: dict[str, Any] | None = None,
    role: str = "OWNER",
) -> dict[str, Any]:
    """CustomerSummary: the last month, churned over the range."""
    cut = cut_slice(market, publisher_id, role, range_, filter_)
    months = cut.months or []
    last = count_month(cut, months[-1])
    return {
        "total": sum(cut.is_active(own, cut.end) for own in cut.customer_ids),
        "active": last["active"],
        "new": last["new"],
        "existing": last["existing"],
        "churned": sum(count_month(cut, month)["churned"] for month in months),
        "growth": grow_active(cut, months[-1]),
    }
