"""The orders, acquisitions and usage of the customers that a filter leaves: what every customers question is asked of."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from tests.reference.acquisitions import Acquisition
from tests.reference.customers.span import (
    DEFAULT_RANGE,
    has_row_filter,
    list_months,
    match_customer,
    match_row,
    require_right,
)
from tests.reference.days import add_days, first_day, last_day, month_of, parse_bounds, within
from tests.reference.facts import Facts
from tests.reference.marketplace import Marketplace
from tests.reference.retention.customers import find_dormant_customers
from tests.reference.rows import OrderRow, UsageRow

MEASURES = ("ORDERS", "NORMALIZED_USAGE", "RAW_USAGE")


@dataclass(frozen=True, slots=True)
class CustomerSlice:
    """Narrowed rows by customer id; `months` is None without a range."""

    facts: Facts
    months: list[int] | None
    narrowed: bool
    acquisitions: dict[str, list[Acquisition]]
    orders: dict[str, list[OrderRow]]
    usage: dict[str, list[UsageRow]]

    @property
    def start(self) -> date:
        """The first day of the range; without one, of all days."""
        return first_day(self.months[0]) if self.months else date.min

    @property
    def end(self) -> date:
        """The last day of the range, at most as_of."""
        return self.end_of(self.months[-1]) if self.months else self.facts.as_of

    @property
    def customer_ids(self) -> list[str]:
        return sorted(self.acquisitions)

    def end_of(self, month: int) -> date:
        return min(last_day(month), self.facts.as_of)

    def is_partial(self, month: int) -> bool:
        return last_day(month) > self.facts.as_of

    def is_active(self, customer_id: str, day: date) -> bool:
        return any(acquisition.is_active(day) for acquisition in self.acquisitions[customer_id])

    def find_acquired(self, customer_id: str) -> date | None:
        """First acquisition ever."""
        return min((acquisition.acquired_on for acquisition in self.acquisitions[customer_id]), default=None)

    def find_lost(self, customer_id: str) -> date | None:
        """The day the last acquisition made by the range's end was canceled, only while none is active then."""
        made = [own for own in self.acquisitions[customer_id] if own.acquired_on <= self.end]
        canceled = [own.canceled_on for own in made if own.canceled_on is not None]
        return max(canceled) if canceled and not self.is_active(customer_id, self.end) else None

    def acquired_in(self, customer_id: str, month: int) -> bool:
        return any(month_of(own.acquired_on) == month for own in self.acquisitions[customer_id])

    def is_new(self, customer_id: str) -> bool:
        """Was the first acquisition in the range?"""
        return within(self.find_acquired(customer_id), self.start, self.end)

    def orders_in(self, customer_id: str) -> list[OrderRow]:
        """Orders of the range, whatever became of them."""
        return [order for order in self.orders[customer_id] if self.start <= order.ordered_on <= self.end]

    def usage_in(self, customer_id: str) -> list[UsageRow]:
        return [row for row in self.usage[customer_id] if self.start <= row.used_on <= self.end]

    def held_in(self, customer_id: str) -> list[Acquisition]:
        """Acquisitions active at the end of the day before the range, or acquired in it."""
        acquisitions = self.acquisitions[customer_id]
        if self.months is None:
            return acquisitions
        before = add_days(self.start, -1)
        return [own for own in acquisitions if own.is_active(before) or self.start <= own.acquired_on <= self.end]

    def seen_in(self, customer_id: str) -> list[Acquisition | UsageRow]:
        """All that places a customer in P."""
        return [*self.held_in(customer_id), *self.usage_in(customer_id)]

    def find_members(self) -> list[str]:
        """P by id: active before the range, or with an acquisition or usage in it; without a range everybody."""
        if self.months is None and not self.narrowed:
            return self.customer_ids
        return [own for own in self.customer_ids if self.seen_in(own)]

    def seats_in(self, customer_id: str) -> list[OrderRow]:
        """Orders of the range not canceled on its last day."""
        return [
            order for order in self.orders_in(customer_id) if order.canceled_on is None or order.canceled_on > self.end
        ]


def cut_slice(
    market: Marketplace,
    publisher_id: str,
    role: str,
    range_: dict[str, Any] | None,
    filter_: dict[str, Any] | None,
    *,
    ranged: bool = True,
) -> CustomerSlice:
    """What a range and a filter leave; a missing range is the default one, or none where `ranged` is false."""
    facts, wanted = market.facts(publisher_id), filter_ or {}
    require_right(wanted, role)
    span = DEFAULT_RANGE if range_ is None and ranged else range_
    months = None if span is None else list_months(span, facts.as_of)
    dormant = wanted.get("dormant")
    chosen = set(facts.customers) if dormant is None else find_dormant_customers(market, publisher_id, dormant)
    ids = [own for own in facts.customers if match_customer(facts, own, role, wanted) and own in chosen]
    narrowed = cut_rows(facts, months, wanted, ids)
    return cut_rows(facts, months, wanted, [own for own in ids if match_dates(narrowed, own, wanted)])


def cut_rows(facts: Facts, months: list[int] | None, filter_: dict[str, Any], ids: list[str]) -> CustomerSlice:
    """The rows of some customers that pass the row filters."""

    def passes(row: Acquisition | OrderRow | UsageRow) -> bool:
        return match_row(filter_, row.offer_id, row.plan_id, row.subscription_id, row.sales_channel)

    return CustomerSlice(
        facts=facts,
        months=months,
        narrowed=has_row_filter(filter_),
        acquisitions={
            own: [row for row in facts.acquisitions if row.customer_id == own and passes(row)] for own in ids
        },
        orders={own: [row for row in facts.orders if row.customer_id == own and passes(row)] for own in ids},
        usage={own: [row for row in facts.usage if row.customer_id == own and passes(row)] for own in ids},
    )


def match_dates(cut: CustomerSlice, customer_id: str, filter_: dict[str, Any]) -> bool:
    """Step (4): does the customer pass the filters on dates and status at the range's end?"""
    for name, day in (("dateAcquired", cut.find_acquired(customer_id)), ("dateLost", cut.find_lost(customer_id))):
        if filter_.get(name) is not None and not within(day, *parse_bounds(filter_[name])):
            return False
    active = filter_.get("active")
    return active is None or cut.is_active(customer_id, cut.end) == active


def measure_orders(orders: list[OrderRow], usage: list[UsageRow], measure: str) -> int:
    """A measure of some rows, in millionths."""
    if measure == "ORDERS":
        return len(orders) * 1_000_000
    if measure == "NORMALIZED_USAGE":
        return sum(row.normalized_hours for row in usage)
    return sum(row.raw_hours for row in usage)
