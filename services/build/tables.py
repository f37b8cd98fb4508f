"""Writing the tables of a part: every column of db.tables.PART, in one order whatever the order of the rows that came in."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

import duckdb
import pyarrow as pa

from db.files import writing
from db.tables import PART
from db.warehouse import quote
from services.build.sources import put_table, read_sql

_FOLDED: Final = {
    "offer_facts": ("category",),
    "customer_facts": (
        "state", "country", "language", "customer_type", "company_name", "first_name", "last_name", "email",
        "address_line1", "city", "postal_code",
    ),
}  # fmt: skip
_ORDER: Final = {
    "offers": "offer",
    "plans": "plan",
    "accounts": "account",
    "subscriptions": "subscription",
    "customers": "customer",
    "people": "customer",
    "orders": "customer, ordered_on, order_id",
    "usage": "offer, account, used_on, customer, plan, subscription, channel, type, money, is_trial",
    "acquisitions": ("customer, acquired_on, source, offer, plan, subscription, sales_channel, canceled_on, quantity"),
    "account_days": "offer, account, day",
    "customer_months": "month, customer, offer, plan, subscription, channel",
}
"""Sorted for reading, no two different rows being equal; long tables sort texts by their codes, which is the same order."""


def fold_texts(connection: duckdb.DuckDBPyConnection) -> None:
    """Makes `folds(text, folded)`: Python's casefold of every text that a folded column stands beside."""
    columns = [f"select {column} as text from {table}" for table, names in _FOLDED.items() for column in names]
    found = connection.execute(f"select distinct text from ({' union all '.join(columns)}) where text is not null")
    texts = [text for (text,) in found.fetchall()]
    folded = [text.casefold() for text in texts]
    put_table(
        connection, "folds", pa.table({"text": pa.array(texts, pa.string()), "folded": pa.array(folded, pa.string())})
    )


def write_tables(connection: duckdb.DuckDBPyConnection, folder: Path, written: Callable[[str], None]) -> None:
    """Writes each table of a part as `<table>.parquet` into a folder, telling its name when it is done."""
    fold_texts(connection)
    connection.execute(read_sql("part"))
    for table, columns in PART.items():
        typed = ", ".join(f"{name}::{kind} as {name}" for name, kind in columns.items())
        sorted_rows = f"select {typed} from part_{table} order by {_ORDER[table]}"
        path = folder / f"{table}.parquet"
        with writing(path):
            connection.execute(f"copy ({sorted_rows}) to {quote(path)} (format parquet)")
        written(table)
