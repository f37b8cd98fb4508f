"""The tables of parts in ClickHouse: one of each kind for all publishers, ordered by part first and then as questions look."""

from collections.abc import Sequence
from typing import Final

import pyarrow as pa

from db.tables import PART, PART_FORMAT

PARTS: Final = "parts"
"""Names the parts: one row before the first of their rows, and one that says they are whole after the last."""
_KEYS: Final[dict[str, tuple[str, ...]]] = {
    "offers": ("offer",),
    "plans": ("plan",),
    "accounts": ("account",),
    "subscriptions": ("subscription",),
    "customers": ("customer",),
    "people": ("customer",),
    "orders": ("customer",),
    "usage": ("offer", "account", "used_on"),
    "acquisitions": ("customer",),
    "account_days": ("offer", "account", "day"),
    "customer_months": ("month", "customer"),
}
_TYPES: Final = {
    "TINYINT": "Int8",
    "INTEGER": "Int32",
    "BIGINT": "Int64",
    "VARCHAR": "String",
    "BOOLEAN": "Bool",
}


def name_table(table: str) -> str:
    """A table of this program's format, beside those of others: an older program goes on reading its own."""
    return f"{table}_{PART_FORMAT}"


def name_mart(mart: str) -> str:
    """The table of a stored table and all its variants: `customers.members-9-12` lies in that of `customers.members`."""
    return name_table("mart_" + mart.partition("-")[0].replace(".", "_"))


def list_columns(table: str) -> tuple[str, ...]:
    """The columns of a part's table."""
    return tuple(PART[table])


def describe_tables(database: str) -> Sequence[str]:
    """The statements that make the tables of parts where they are missing."""
    parts = f"CREATE TABLE IF NOT EXISTS {database}.{name_table(PARTS)} (part String, whole Bool) ENGINE = MergeTree ORDER BY part"
    return [parts, *(_describe(database, table) for table in PART)]


def describe_mart(database: str, mart: str, layout: pa.Schema) -> str:
    """The statement that makes the table of a stored table where it is missing."""
    columns = ", ".join(f"{field.name} Nullable({_type_of(field.type)})" for field in layout)
    return (
        f"CREATE TABLE IF NOT EXISTS {database}.{name_mart(mart)}"
        f" (part LowCardinality(String), mart LowCardinality(String), {columns}) ENGINE = MergeTree ORDER BY (part, mart)"
    )


def _describe(database: str, table: str) -> str:
    keys = _KEYS[table]
    columns = ", ".join(
        f"{name} {_TYPES[kind]}" if name in keys else f"{name} Nullable({_TYPES[kind]})"
        for name, kind in PART[table].items()
    )
    return (
        f"CREATE TABLE IF NOT EXISTS {database}.{name_table(table)} (part LowCardinality(String), {columns})"
        f" ENGINE = MergeTree ORDER BY (part, {', '.join(keys)})"
    )


def _type_of(kind: pa.DataType) -> str:
    if pa.types.is_boolean(kind):
        return "Bool"
    if pa.types.is_integer(kind):
        return f"Int{kind.bit_width}"
    if pa.types.is_decimal(kind):
        return "Int64"  # sums, which DuckDB widens
    return "String"
