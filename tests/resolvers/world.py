"""A publisher small enough to count by hand, and a client that asks the API about it."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from strawberry.types.execution import ExecutionResult

from db.parts import Part
from domain.calendar import month_number
from domain.scope import Role
from resolvers.context import Context, Publisher
from services.view import House, View
from tests.executions import execute_both
from tests.parts import PUBLISHER, Tables, make_house, make_view, write_part

AS_OF = date(2024, 8, 31)
REQUEST_ID = "request-7"
Row = dict[str, Any]

OFFERS = (
    {"offer": 1, "offer_id": "o1", "name": "Vault", "offer_type": "Virtual Machine", "category": "Storage", "product_url": "https://vault"},
    {"offer": 2, "offer_id": "o2", "name": "Archive", "category": "Storage"},
)  # fmt: skip
PLANS = (
    {"plan": 1, "offer": 1, "plan_id": "p1", "name": "Basic", "billing_type": "Paid"},
    {"plan": 2, "offer": 1, "plan_id": "p2", "name": "Gold", "billing_type": "Paid"},
    {"plan": 3, "offer": 2, "plan_id": "p1", "name": None, "billing_type": None},
)
# c1 is open, c2 gave no consent, c3 is protected
CUSTOMERS: tuple[Row, ...] = (
    {"customer": 1, "customer_id": "c1", "country": "Germany", "country_code": "DE", "consent": True},
    {"customer": 2, "customer_id": "c2", "country": "France", "country_code": "FR", "language": "fr"},
    {"customer": 3, "customer_id": "c3", "consent": True, "protected": True, "customer_type": "Enterprise"},
)
PEOPLE = (
    {"customer": 1, "company_name": "Contoso", "first_name": "Ada", "last_name": "Byron", "city": "Bonn"},
    {"customer": 2, "company_name": "Fabrikam", "first_name": "Bob", "last_name": "Ross", "city": "Lyon"},
    {"customer": 3, "company_name": "Hidden", "first_name": "Eve", "last_name": "Mole", "city": "Rome"},
)
# customer, offer, plan, day, quantity
ORDERS = (
    ("A", 1, 1, 1, date(2024, 7, 10), 2),
    ("B", 2, 1, 1, date(2024, 8, 5), 3),
    ("C", 1, 1, 2, date(2024, 8, 6), 1),
)
# customer, offer, plan, day, whole hours, whole dollars
USAGE = (
    (1, 1, 1, date(2024, 1, 10), 8, 10),
    (1, 1, 1, date(2024, 1, 11), 8, 5),
    (1, 1, 2, date(2024, 2, 24), 4, 20),
    (2, 1, 1, date(2024, 3, 1), 2, 7),
    (3, 1, 1, date(2024, 5, 1), 1, 1),
    (3, 1, 1, date(2024, 5, 2), 1, 2),
)


def usage_rows(usage: Sequence[tuple[int, int, int, date, int, int]]) -> list[Row]:
    """Usage as a part holds it; every customer is its own account."""
    return [
        {"customer": customer, "account": customer, "offer": offer, "plan": plan, "used_on": day}
        | {"sales_channel": "Direct", "billing_type": "Paid", "currency": "EUR", "is_trial": False}
        | {"raw_hours": hours * 1_000_000, "normalized_hours": 2 * hours * 1_000_000, "revenue": dollars * 1_000_000}
        for customer, offer, plan, day, hours, dollars in usage
    ]


def account_days(usage: Sequence[Row]) -> list[Row]:
    """Days of usage by account and offer, counted from the first."""
    rows: list[Row] = []
    for offer, account in sorted({(row["offer"], row["account"]) for row in usage}):
        own = [row for row in usage if (row["offer"], row["account"]) == (offer, account)]
        first, total = min(row["used_on"] for row in own), 0
        for day in sorted({row["used_on"] for row in own}):
            revenue = sum(row["revenue"] for row in own if row["used_on"] == day)
            total += revenue
            rows.append(
                {"offer": offer, "account": account, "day": day, "n": (day - first).days, "first_day": first}
                | {"revenue": revenue, "revenue_to_date": total}
            )
    return rows


def customer_months(usage: Sequence[Row], orders: Sequence[Row]) -> list[Row]:
    """Usage and orders, a row per row and its month."""
    names = ("customer", "offer", "plan", "sales_channel")
    used = [
        {name: row[name] for name in (*names, "raw_hours", "normalized_hours", "revenue")}
        | {"month": month_number(row["used_on"]), "orders": 0, "usage_rows": 1}
        for row in usage
    ]
    ordered = [
        {name: row[name] for name in names}
        | {"month": month_number(row["ordered_on"]), "orders": 1, "usage_rows": 0}
        | {"raw_hours": 0, "normalized_hours": 0, "revenue": 0}
        for row in orders
    ]
    return sorted([*used, *ordered], key=lambda row: (row["month"], row["customer"]))


def small_tables() -> Tables:
    """The tables of the small publisher."""
    usage = usage_rows(USAGE)
    orders = [
        {"order_id": order, "customer": customer, "offer": offer, "plan": plan, "sales_channel": "Direct"}
        | {"ordered_on": day, "quantity": quantity, "status": "Active", "is_trial": False}
        for order, customer, offer, plan, day, quantity in ORDERS
    ]
    names = ("customer", "offer", "plan", "sales_channel", "quantity")
    bought = [{name: row[name] for name in names} | {"source": 1, "acquired_on": row["ordered_on"]} for row in orders]
    used = {
        "source": 2,
        "customer": 3,
        "offer": 1,
        "plan": 1,
        "sales_channel": "Direct",
        "acquired_on": date(2024, 5, 1),
    }
    firsts = {1: date(2024, 7, 10), 2: date(2024, 8, 5), 3: date(2024, 5, 1)}
    return {
        "offers": OFFERS,
        "plans": PLANS,
        "accounts": [{"account": row["customer"], "account_id": f"a{row['customer']}"} for row in CUSTOMERS],
        "customers": [
            row | {"billing_account_id": f"a{row['customer']}", "date_acquired": firsts[row["customer"]], "is_active": True}
            for row in CUSTOMERS
        ],
        "people": PEOPLE,
        "orders": orders,
        "usage": usage,
        "acquisitions": [*bought, used],
        "account_days": account_days(usage),
        "customer_months": customer_months(usage, orders),
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Client:
    """Asks the API as one role."""

    view: View

    def ask(self, query: str, **variables: object) -> ExecutionResult:
        """The result of a document."""
        return asyncio.run(self._execute(query, variables))

    def body(self, query: str, **variables: object) -> dict[str, Any]:
        """The data of a document that is answered without errors."""
        result = self.ask(query, **variables)
        assert result.errors is None, result.errors
        assert result.data is not None
        return result.data

    def refusals(self, query: str, **variables: object) -> list[tuple[str, str]]:
        """Codes and messages of the errors of a document that answers nothing."""
        result = self.ask(query, **variables)
        assert result.data is None
        return [((error.extensions or {})["code"], error.message) for error in result.errors or []]

    async def _execute(self, query: str, variables: dict[str, object]) -> ExecutionResult:
        context = Context(self.view, Publisher(PUBLISHER, "Acme", "Europe/Berlin"), REQUEST_ID)
        return await execute_both(query, variables, context)


def open_client(
    home: Path, role: Role = Role.OWNER, *, parts: Sequence[Part] | None = None, house: House | None = None
) -> Client:
    """A client on a home: of the given parts, else of the small publisher's."""
    chosen = parts if parts is not None else [write_part(home, small_tables(), as_of=AS_OF)]
    return Client(make_view(home, chosen, role=role, house=house or make_house(home)))
