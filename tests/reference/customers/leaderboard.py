"""The largest customers of the range."""

from typing import Any

from tests.reference.customers.concentration import sort_members
from tests.reference.customers.plans import break_down
from tests.reference.customers.slice import cut_slice
from tests.reference.exact import divide, show_decimal
from tests.reference.marketplace import Marketplace
from tests.reference.profiles import show_customer


def answer_leaderboard(
    market: Marketplace,
    publisher_id: str,
    range_: dict[str, Any] | None = None,
    filter_: dict[str, Any] | None = None,
    measure: str = "ORDERS",
    top: int = 50,
    role: str = "OWNER",
) -> dict[str, Any]:
    """Leaderboard; each entry with its orders and seats by plan (five plans)."""
    cut = cut_slice(market, publisher_id, role, range_, filter_)
    values = sort_members(cut, measure)
    total = sum(value for _, value in values)
    entries = [
        {
            "rank": position + 1,
            "customer": show_customer(cut.facts, own, role),
            "value": show_decimal(value),
            "share": divide(value, total),
            "ordersByPlan": break_down(cut, [own], 5, seats=False),
            "seatsByPlan": break_down(cut, [own], 5, seats=True),
        }
        for position, (own, value) in enumerate(values[:top])
    ]
    return {"measure": measure, "total": show_decimal(total), "entries": entries}
