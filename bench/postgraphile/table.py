"""The rows of the customer details as one table of PostgreSQL, with an index for each order that is asked for."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import asyncpg

from bench.dashboards import open_house
from domain.filters import CustomerFilter
from domain.pages import LARGEST, PageRequest
from domain.scope import Role, Scope
from services.customers.details import CustomerDetail, list_customers

_PROFILE = (
    "customer_id", "company_name", "first_name", "last_name", "email", "city", "postal_code", "state", "country",
    "language", "customer_type",
)  # fmt: skip
_OWN = tuple(name for name in CustomerDetail._fields if name != "customer")
_COLUMNS = ("customer_key", *_PROFILE, "personal_data", *_OWN)
_TABLE = f"""
create schema bench;
create table bench.customer_details (
    customer_key integer primary key, {", ".join(f"{name} text" for name in _PROFILE)}, personal_data text not null,
    date_acquired date, date_lost date, is_active boolean not null, reactivated boolean not null,
    orders integer not null, seats bigint not null,
    normalized_hours numeric not null, raw_hours numeric not null, revenue numeric not null,
    sales_channels text[] not null, subscription_ids text[] not null
);
"""
_INDEXES = """
create index on bench.customer_details (date_acquired desc nulls last, customer_key);
create index on bench.customer_details (revenue desc nulls last, customer_key);
"""


async def fill(url: str, home: Path, publisher_id: str) -> int:
    """Makes the table in a database; the number of its rows."""
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(_TABLE)
        rows = [_row(detail) for detail in _read(home, publisher_id)]
        await connection.copy_records_to_table("customer_details", schema_name="bench", columns=_COLUMNS, records=rows)
        await connection.execute(_INDEXES)
        await connection.execute("vacuum analyze bench.customer_details")
    finally:
        await connection.close()
    return len(rows)


def _read(home: Path, publisher_id: str) -> Iterator[CustomerDetail]:
    house = open_house(home)
    view = house.view(Scope(publisher_id, Role.OWNER, "bench"))
    after = None
    while True:
        page = list_customers(view, CustomerFilter(), None, (), PageRequest(LARGEST, after))
        yield from page.rows
        if not page.has_next:
            break
        after = page.cursors[-1]
    house.warehouse.close()


def _row(detail: CustomerDetail) -> tuple[Any, ...]:
    customer = detail.customer
    profile = [getattr(customer, name) for name in _PROFILE]
    own = [getattr(detail, name) for name in _OWN]
    return (customer.key, *profile, customer.personal_data.name, *own)
