"""Acquisitions of one publisher: from orders (1), from usage without orders (2), from the customer's own dates (3)."""

from dataclasses import dataclass
from datetime import date

from tests.reference.rows import CustomerRow, OrderRow, UsageRow


@dataclass(frozen=True, slots=True)
class Acquisition:
    """What a customer got; `offer_id` is None for the acquisition that the customer's own dates give."""

    customer_id: str
    offer_id: str | None
    plan_id: str | None
    subscription_id: str | None
    sales_channel: str | None
    acquired_on: date
    canceled_on: date | None

    def is_active(self, day: date) -> bool:
        return self.acquired_on <= day and (self.canceled_on is None or self.canceled_on > day)


def derive_acquisitions(
    customers: dict[str, CustomerRow], orders: list[OrderRow], usage: list[UsageRow], as_of: date
) -> list[Acquisition]:
    """All acquisitions up to as_of; a cancellation after as_of has not happened yet."""
    found: list[Acquisition] = []
    for customer_id in sorted(customers):
        own_orders = [order for order in orders if order.customer_id == customer_id]
        own_usage = [row for row in usage if row.customer_id == customer_id]
        profile = customers[customer_id]
        lost_on = profile.date_lost if profile.date_lost is not None and profile.date_lost <= as_of else None
        held = acquire_orders(own_orders, as_of) + acquire_usage(own_orders, own_usage, lost_on)
        found += held + acquire_customer(profile, held, lost_on)
    return found


def acquire_orders(orders: list[OrderRow], as_of: date) -> list[Acquisition]:
    return [
        Acquisition(
            order.customer_id,
            order.offer_id,
            order.plan_id,
            order.subscription_id,
            order.sales_channel,
            order.ordered_on,
            order.canceled_on if order.canceled_on is not None and order.canceled_on <= as_of else None,
        )
        for order in orders
    ]


def acquire_usage(orders: list[OrderRow], usage: list[UsageRow], lost_on: date | None) -> list[Acquisition]:
    """One per plan x subscription x channel of an offer that the customer never ordered."""
    ordered = {order.offer_id for order in orders}
    first: dict[tuple[str, str, str | None, str | None, str | None], date] = {}
    for row in usage:
        if row.offer_id in ordered:
            continue
        key = (row.customer_id, row.offer_id, row.plan_id, row.subscription_id, row.sales_channel)
        first[key] = min(first.get(key, row.used_on), row.used_on)
    return [Acquisition(*key, used_on, end_acquisition(used_on, lost_on)) for key, used_on in first.items()]


def acquire_customer(profile: CustomerRow, held: list[Acquisition], lost_on: date | None) -> list[Acquisition]:
    """The acquisition without an offer, where the customer's own date comes first."""
    acquired_on = profile.date_acquired
    earliest = min((acquisition.acquired_on for acquisition in held), default=None)
    if acquired_on is None or (earliest is not None and earliest <= acquired_on):
        return []
    canceled_on = end_acquisition(acquired_on, lost_on)
    if canceled_on is None:
        canceled_on = earliest
    return [Acquisition(profile.customer_id, None, None, None, None, acquired_on, canceled_on)]


def end_acquisition(acquired_on: date, lost_on: date | None) -> date | None:
    return lost_on if lost_on is not None and lost_on >= acquired_on else None
