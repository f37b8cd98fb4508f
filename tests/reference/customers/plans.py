"""Orders and seats of the range by plan."""

from typing import Any

from tests.reference.customers.slice import CustomerSlice, cut_slice
from tests.reference.exact import divide
from tests.reference.marketplace import Marketplace
from tests.reference.profiles import show_offer, show_plan

PlanKey = tuple[str, str | None]


def answer_orders_by_plan(
    market: Marketplace,
    publisher_id: str,
    range_: dict[str, Any] | None = None,
    filter_: dict[str, Any] | None = None,
    customer_id: str | None = None,
    top: int = 5,
    role: str = "OWNER",
) -> dict[str, Any]:
    """PlanBreakdown of the number of orders."""
    cut = cut_slice(market, publisher_id, role, range_, filter_)
    return break_down(cut, choose_customers(cut, customer_id), top, seats=False)


def answer_seats_by_plan(
    market: Marketplace,
    publisher_id: str,
    range_: dict[str, Any] | None = None,
    filter_: dict[str, Any] | None = None,
    customer_id: str | None = None,
    top: int = 5,
    role: str = "OWNER",
) -> dict[str, Any]:
    """PlanBreakdown of seats: quantities of orders not canceled on the range's last day."""
    cut = cut_slice(market, publisher_id, role, range_, filter_)
    return break_down(cut, choose_customers(cut, customer_id), top, seats=True)


def choose_customers(cut: CustomerSlice, customer_id: str | None) -> list[str]:
    return [own for own in cut.customer_ids if customer_id is None or own == customer_id]


def break_down(cut: CustomerSlice, ids: list[str], top: int, *, seats: bool) -> dict[str, Any]:
    """The plans of the highest value, ties by offer id and plan id (a missing plan last), and the rest as one."""
    values: dict[PlanKey, int] = {}
    for own in ids:
        for order in cut.seats_in(own) if seats else cut.orders_in(own):
            key = (order.offer_id, order.plan_id)
            values[key] = values.get(key, 0) + (order.quantity if seats else 1)
    total = sum(values.values())
    keys = sorted(values, key=lambda key: (-values[key], key[0], key[1] is None, key[1] or ""))
    rest = sum(values[key] for key in keys[top:])
    return {
        "total": total,
        "slices": [
            {
                "plan": show_plan(cut.facts, *key),
                "offer": show_offer(cut.facts, key[0]),
                "value": values[key],
                "share": divide(values[key], total),
            }
            for key in keys[:top]
        ],
        "rest": {"plans": len(keys[top:]), "value": rest, "share": divide(rest, total)} if keys[top:] else None,
    }
