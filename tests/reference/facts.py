"""What is known of one publisher on one as_of day: the resolved facts of all its plain tables."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, TypeVar

from tests.reference.acquisitions import Acquisition, derive_acquisitions
from tests.reference.rows import (
    CustomerRow,
    OrderRow,
    Row,
    UsageRow,
    name_customer,
    read_customer,
    read_order,
    read_text,
    read_usage,
)

Value = TypeVar("Value")

UNCATEGORIZED = "Uncategorized"


@dataclass(frozen=True, slots=True)
class Tables:
    """The plain tables of one publisher: rows of string cells; one load, in the order of the fields."""

    customers: list[dict[str, str]] = field(default_factory=list)
    offers: list[dict[str, str]] = field(default_factory=list)
    plans: list[dict[str, str]] = field(default_factory=list)
    orders: list[dict[str, str]] = field(default_factory=list)
    usage: list[dict[str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class OfferFact:
    offer_id: str
    name: str
    offer_type: str | None
    category: str
    product_url: str | None

    @property
    def category_key(self) -> str:
        return self.category.strip().casefold()


@dataclass(frozen=True, slots=True)
class PlanFact:
    offer_id: str
    plan_id: str
    name: str | None
    billing_type: str | None


@dataclass(frozen=True, slots=True)
class Facts:
    """All rows up to as_of; `accounts` gives the account of every customer, `cuts` keeps usage already cut by offer."""

    publisher_id: str
    as_of: date
    customers: dict[str, CustomerRow]
    accounts: dict[str, str]
    offers: dict[str, OfferFact]
    plans: dict[tuple[str, str], PlanFact]
    orders: list[OrderRow]
    usage: list[UsageRow]
    acquisitions: list[Acquisition]
    cuts: dict[tuple[str, str, str], Any] = field(default_factory=dict, compare=False, repr=False)


def read_rows(rows: Iterable[Row], read: Callable[[Row], Value | None]) -> list[Value]:
    return [value for value in map(read, rows) if value is not None]


def find_last_day(tables: Tables) -> date | None:
    """The default as_of: the last day with usage, else with an order, else the last date_acquired; None without any."""
    used = [row.used_on for row in read_rows(tables.usage, read_usage)]
    ordered = [row.ordered_on for row in read_rows(tables.orders, read_order)]
    acquired = [row.date_acquired for row in read_rows(tables.customers, read_customer) if row.date_acquired]
    return max(used or ordered or acquired, default=None)


def resolve_facts(publisher_id: str, tables: Tables, as_of: date) -> Facts:
    reported = [
        row
        for row in read_rows(tables.customers, read_customer)
        if row.date_acquired is None or row.date_acquired <= as_of
    ]
    orders = [row for row in merge_orders(read_rows(tables.orders, read_order)) if row.ordered_on <= as_of]
    usage = [row for row in read_rows(tables.usage, read_usage) if row.used_on <= as_of]
    customers = resolve_customers(reported, orders, usage)
    return Facts(
        publisher_id=publisher_id,
        as_of=as_of,
        customers=customers,
        accounts=resolve_accounts(reported, customers),
        offers=resolve_offers(tables, orders, usage),
        plans=resolve_plans(tables, orders, usage),
        orders=orders,
        usage=usage,
        acquisitions=derive_acquisitions(customers, orders, usage, as_of),
    )


def merge_orders(rows: list[OrderRow]) -> list[OrderRow]:
    """One order per order id: its last row, bought on the earliest day of its rows."""
    merged: dict[str, OrderRow] = {}
    for row in rows:
        earlier = merged.get(row.order_id, row)
        merged[row.order_id] = replace(row, ordered_on=min(earlier.ordered_on, row.ordered_on))
    return list(merged.values())


def resolve_customers(
    reported: list[CustomerRow], orders: list[OrderRow], usage: list[UsageRow]
) -> dict[str, CustomerRow]:
    """Customers by id: the last row of the customers table, and those whom only orders or usage name."""
    customers = {row.customer_id: row for row in reported}
    named = [order.customer_id for order in orders] + [row.customer_id for row in usage]
    for customer_id in named:
        if customer_id not in customers:
            customers[customer_id] = name_customer(customer_id)
    return customers


def resolve_accounts(reported: list[CustomerRow], customers: dict[str, CustomerRow]) -> dict[str, str]:
    """The account of each customer: the latest billing account that any row gave, else the customer id."""
    accounts = {customer_id: customer_id for customer_id in customers}
    for row in reported:
        if row.billing_account_id is not None:
            accounts[row.customer_id] = row.billing_account_id
    return accounts


def resolve_offers(tables: Tables, orders: list[OrderRow], usage: list[UsageRow]) -> dict[str, OfferFact]:
    rows = {row["offer_id"]: row for row in tables.offers if read_text(row, "offer_id")}
    named = {order.offer_id for order in orders} | {row.offer_id for row in usage}
    named |= {row["offer_id"] for row in tables.plans if read_text(row, "offer_id") and read_text(row, "plan_id")}
    offers = {}
    for offer_id in sorted(named | set(rows)):
        row = rows.get(offer_id, {})
        offers[offer_id] = OfferFact(
            offer_id=offer_id,
            name=read_text(row, "name") or offer_id,
            offer_type=read_text(row, "offer_type"),
            category=(row.get("category") or "").strip() or UNCATEGORIZED,
            product_url=read_text(row, "product_url"),
        )
    return offers


def resolve_plans(tables: Tables, orders: list[OrderRow], usage: list[UsageRow]) -> dict[tuple[str, str], PlanFact]:
    """Plans by offer and plan id; a billing type that the table of plans does not give is the one that usage names, the last by name."""
    names: dict[tuple[str, str], str | None] = {}
    billed: dict[tuple[str, str], str | None] = {}
    for row in tables.plans:
        offer_id, plan_id = read_text(row, "offer_id"), read_text(row, "plan_id")
        if offer_id is not None and plan_id is not None:
            names[offer_id, plan_id] = read_text(row, "name")
            billed[offer_id, plan_id] = read_text(row, "billing_type")
    declared = {key for key, billing_type in billed.items() if billing_type is not None}
    rows = [(order.offer_id, order.plan_id, None) for order in orders]
    for offer_id, plan_id, billing_type in [*rows, *((row.offer_id, row.plan_id, row.billing_type) for row in usage)]:
        if plan_id is not None and (offer_id, plan_id) not in declared:
            known = (billed.get((offer_id, plan_id)), billing_type)
            billed[offer_id, plan_id] = max((each for each in known if each is not None), default=None)
    return {key: PlanFact(*key, names.get(key), billing_type) for key, billing_type in billed.items()}
