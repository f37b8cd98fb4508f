"""A little publisher told order by order and day by day of usage, and the part that the build would make of it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from domain.calendar import first_date, month_number
from domain.ranges import MonthRange as Chosen
from domain.ranges import Months, MonthSpan, resolve_range
from domain.scope import Role
from services.view import View
from tests.parts import make_view, write_part

Row = dict[str, Any]


@dataclass
class Shop:
    """Customers, offers and plans named by an order or usage exist by themselves; hours and money are whole units."""

    as_of: date
    profiles: dict[str, Row] = field(default_factory=dict)
    offers: dict[str, Row] = field(default_factory=dict)
    plans: dict[tuple[str, str], Row] = field(default_factory=dict)
    orders: list[Row] = field(default_factory=list)
    usages: list[Row] = field(default_factory=list)
    dates: list[Row] = field(default_factory=list)

    def customer(self, customer: str, **profile: Any) -> None:
        """A customer with some of its profile and its personal columns."""
        self.profiles[customer] = profile

    def offer(self, offer: str, **columns: Any) -> None:
        """An offer with columns of its own."""
        self.offers[offer] = columns

    def order(
        self,
        customer: str,
        day: date,
        canceled: date | None = None,
        *,
        offer: str = "o1",
        plan: str | None = "p1",
        subscription: str | None = None,
        channel: str | None = None,
        quantity: int = 1,
    ) -> None:
        """An order: an acquisition of its own."""
        self._name(customer, offer, plan)
        self.orders.append(
            {"customer": customer, "offer": offer, "plan": plan, "subscription": subscription, "sales_channel": channel}
            | {"acquired_on": day, "canceled_on": canceled, "quantity": quantity}
        )

    def usage(
        self,
        customer: str,
        day: date,
        normalized: int = 0,
        raw: int = 0,
        revenue: int = 0,
        *,
        offer: str = "o1",
        plan: str | None = "p1",
        subscription: str | None = None,
        channel: str | None = None,
    ) -> None:
        """A day of usage: the first one of an offer without orders is an acquisition."""
        self._name(customer, offer, plan)
        self.usages.append(
            {"customer": customer, "offer": offer, "plan": plan, "subscription": subscription, "sales_channel": channel}
            | {"used_on": day, "normalized": normalized, "raw": raw, "revenue": revenue}
        )

    def acquired(self, customer: str, day: date, canceled: date | None = None) -> None:
        """An acquisition without an offer, from the customer's own dates."""
        self.profiles.setdefault(customer, {})
        self.dates.append({"customer": customer, "acquired_on": day, "canceled_on": canceled})

    def view(self, home: Path, role: Role = Role.OWNER) -> View:
        """The view of a role on the part."""
        return make_view(home, [write_part(home, self.tables(), as_of=self.as_of)], role=role)

    def months(self, first: str, last: str) -> Months:
        """The range from one month to another, both as 2024-06."""
        span = MonthSpan(date.fromisoformat(f"{first}-01"), date.fromisoformat(f"{last}-01"))
        return resolve_range(Chosen(months=span), (self.as_of - date(2000, 1, 1)).days)

    def tables(self) -> dict[str, list[Row]]:
        """The tables of the part, keys in the order of the ids."""
        customers = _keys(self.profiles)
        offers = _keys(self.offers)
        plans = _keys(self.plans)
        named = {row["subscription"] for row in [*self.orders, *self.usages] if row["subscription"]}
        subscriptions = _keys(named)

        def keyed(row: Row) -> Row:
            plan = row.get("plan")
            return {
                "customer": customers[row["customer"]],
                "offer": offers.get(row.get("offer")),
                "plan": None if plan is None else plans[row["offer"], plan],
                "subscription": subscriptions.get(row.get("subscription")),
                "sales_channel": row.get("sales_channel"),
            }

        people = ("company_name", "first_name", "last_name", "email", "address_line1", "city", "postal_code")
        return {
            "customers": [
                {"customer": customers[own], "customer_id": own}
                | {name: value for name, value in self.profiles[own].items() if name not in people}
                for own in customers
            ],
            "people": [
                {"customer": customers[own]} | {name: self.profiles[own].get(name) for name in people}
                for own in customers
                if any(name in self.profiles[own] for name in people)
            ],
            "offers": [
                {"offer": offers[own], "offer_id": own, "name": own, "category": "Uncategorized"} | self.offers[own]
                for own in offers
            ],
            "plans": [
                {"plan": plans[own], "offer": offers[own[0]], "plan_id": own[1], "name": own[1].upper()}
                for own in plans
            ],
            "subscriptions": [{"subscription": subscriptions[own], "subscription_id": own} for own in subscriptions],
            "orders": [{"order_id": f"order-{index}", **keyed(row)} for index, row in enumerate(self.orders)],
            "usage": [keyed(row) | {"used_on": row["used_on"]} for row in self.usages],
            "acquisitions": [keyed(row) | _dated(row) for row in self._acquisitions()],
            "customer_months": sorted(
                (_activity(keyed(row), row) for row in [*self.orders, *self.usages]),
                key=lambda row: (row["month"], row["customer"]),
            ),
        }

    def _name(self, customer: str, offer: str, plan: str | None) -> None:
        self.profiles.setdefault(customer, {})
        self.offers.setdefault(offer, {})
        if plan is not None:
            self.plans.setdefault((offer, plan), {})

    def _acquisitions(self) -> list[Row]:
        ordered = {(row["customer"], row["offer"]) for row in self.orders}
        first: dict[tuple[Any, ...], Row] = {}
        for row in sorted(self.usages, key=lambda row: row["used_on"]):
            if (row["customer"], row["offer"]) not in ordered:
                key = tuple(row[name] for name in ("customer", "offer", "plan", "subscription", "sales_channel"))
                first.setdefault(key, row | {"acquired_on": row["used_on"], "source": 2})
        own = [row | {"source": 3} for row in self.dates]
        return [*({**row, "source": 1} for row in self.orders), *first.values(), *own]


def _keys(ids: Iterable[Any]) -> dict[Any, int]:
    return {own: key for key, own in enumerate(sorted(ids))}


def _dated(row: Row) -> Row:
    return {name: row.get(name) for name in ("source", "acquired_on", "canceled_on", "quantity")}


def _activity(keys: Row, row: Row) -> Row:
    if "used_on" in row:
        hours = {f"{name}_hours": row[name] * 1_000_000 for name in ("normalized", "raw")}
        numbers = {"orders": 0, "usage_rows": 1, **hours, "revenue": row["revenue"] * 1_000_000}
        return keys | {"month": month_number(row["used_on"])} | numbers
    numbers = {"orders": 1, "usage_rows": 0, "normalized_hours": 0, "raw_hours": 0, "revenue": 0}
    return keys | {"month": month_number(row["acquired_on"])} | numbers


def month_dates(months: Months) -> list[date]:
    """The first days of the range's months."""
    return [first_date(month) for month in months]
