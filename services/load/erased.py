"""Ids that were erased: known by keyed hashes alone, and found again in whatever is loaded."""

import hmac
from collections.abc import Iterable

import duckdb

CUSTOMER = "customer_id"
ACCOUNT = "billing_account_id"


def hash_id(secret: bytes, column: str, value: str) -> str:
    """The HMAC-SHA256, in hexadecimal, of an id of that column under the installation's secret."""
    return hmac.digest(secret, f"{column}:{value}".encode(), "sha256").hex()


def hash_ids(secret: bytes, column: str, values: Iterable[str]) -> frozenset[str]:
    """The hashes of several ids."""
    return frozenset(hash_id(secret, column, value) for value in values)


def find_erased(
    connection: duckdb.DuckDBPyConnection, rows: str, name: str, column: str, keys: frozenset[str], secret: bytes
) -> tuple[str, ...]:
    """The ids among the values of `name` in the rows (a SQL relation) whose hashes, as ids of `column`, are keys; sorted."""
    if not keys:
        return ()
    connection.execute(f"select distinct {name} from {rows} where {name} is not null order by all")
    found: list[str] = []
    while batch := connection.fetchmany(10_000):
        found.extend(value for (value,) in batch if hash_id(secret, column, value) in keys)
    return tuple(found)
