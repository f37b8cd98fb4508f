"""The customer details table, and the profile of one customer."""

from datetime import date
from typing import Any

from tests.reference.customers.slice import CustomerSlice, cut_slice
from tests.reference.customers.trend import is_reactivated
from tests.reference.days import month_of
from tests.reference.exact import show_decimal
from tests.reference.marketplace import Marketplace
from tests.reference.ordering import order_nodes
from tests.reference.profiles import show_customer


def answer_customers(
    market: Marketplace,
    publisher_id: str,
    range_: dict[str, Any] | None = None,
    filter_: dict[str, Any] | None = None,
    order_by: list[dict[str, str]] | None = None,
    role: str = "OWNER",
) -> list[dict[str, Any]]:
    """CustomerDetail nodes, newest date_acquired first, unknown ones last, ties by customer id."""
    cut = cut_slice(market, publisher_id, role, range_, filter_, ranged=False)
    nodes = [show_row(cut, own, role) for own in cut.find_members()]
    nodes.sort(key=lambda node: -date.fromisoformat(node["dateAcquired"] or "0001-01-01").toordinal())
    return order_nodes(nodes, order_by, role, lambda node: node["customer"]["customerId"])


def answer_customer(
    market: Marketplace, publisher_id: str, customer_id: str, role: str = "OWNER"
) -> dict[str, Any] | None:
    """Customer; None for an unknown one."""
    facts = market.facts(publisher_id)
    return show_customer(facts, customer_id, role) if customer_id in facts.customers else None


def show_row(cut: CustomerSlice, customer_id: str, role: str) -> dict[str, Any]:
    acquired, lost = cut.find_acquired(customer_id), cut.find_lost(customer_id)
    usage = cut.usage_in(customer_id)
    seen = cut.seen_in(customer_id)
    return {
        "customer": show_customer(cut.facts, customer_id, role),
        "dateAcquired": acquired.isoformat() if acquired else None,
        "dateLost": lost.isoformat() if lost else None,
        "isActive": cut.is_active(customer_id, cut.end),
        "reactivated": any(is_reactivated(cut, customer_id, month) for month in list_own_months(cut, customer_id)),
        "orders": len(cut.orders_in(customer_id)),
        "seats": sum(order.quantity for order in cut.seats_in(customer_id)),
        "normalizedHours": show_decimal(sum(row.normalized_hours for row in usage)),
        "rawHours": show_decimal(sum(row.raw_hours for row in usage)),
        "revenue": show_decimal(sum(row.revenue for row in usage)),
        "salesChannels": sorted({row.sales_channel for row in seen if row.sales_channel is not None}),
        "subscriptionIds": sorted({row.subscription_id for row in seen if row.subscription_id is not None}),
    }


def list_own_months(cut: CustomerSlice, customer_id: str) -> list[int]:
    """The months of the range; without one, those in which the customer acquired something."""
    if cut.months is not None:
        return cut.months
    return sorted({month_of(own.acquired_on) for own in cut.acquisitions[customer_id]})
