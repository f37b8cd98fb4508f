"""The tables of parts built by hand: one SQL text over the lake's Parquet, without the rules that reports as they come make needful."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import duckdb

from db.lake import Load
from db.tables import LAKE, PART
from db.warehouse import quote

ORDERS = {
    "usage": "offer, account, used_on",
    "account_days": "offer, account, day",
    "customer_months": "month, customer",
    "acquisitions": "customer, acquired_on",
    "customers": "customer",
}
"""The tables that matter, and how their rows stand."""
_NAMES = {"usage": "used"}
_TEXT = Path(__file__).with_name("building.sql")


def build_by_hand(own: Sequence[Load], as_of: int, folder: Path, memory: str, threads: int) -> None:
    """Writes the tables of a publisher's plain reports into an empty folder."""
    with duckdb.connect() as connection:
        for setting in (
            f"memory_limit = {quote(memory)}",
            f"threads = {threads}",
            "preserve_insertion_order = false",
            f"temp_directory = {quote(folder / 'spill')}",
        ):
            connection.execute(f"set {setting}")
        paths = {report: _list_paths(own, report) for report in LAKE}
        connection.execute(_TEXT.read_text(encoding="utf-8").format(as_of=as_of, **paths))
        for table, order in ORDERS.items():
            typed = ", ".join(f"{name}::{kind} as {name}" for name, kind in PART[table].items())
            path = quote(folder / f"{table}.parquet")
            connection.execute(
                f"copy (select {typed} from {_NAMES.get(table, table)} order by {order}) to {path} (format parquet)"
            )


def differ(one: Path, other: Path) -> Iterator[str]:
    """The tables of which two folders hold different rows."""
    for table in ORDERS:
        sums = [_add_up(folder / f"{table}.parquet", list(PART[table])) for folder in (one, other)]
        if sums[0] != sums[1]:
            yield f"{table}: {sums[0][0]} and {sums[1][0]} rows"


def _add_up(path: Path, columns: Sequence[str]) -> tuple[int, int]:
    """How many rows a table has, and the sum of their hashes, which is the same in any order."""
    with duckdb.connect() as connection:
        sums = f"select count(*), sum(hash({', '.join(columns)})) from read_parquet({quote(path)})"
        return connection.execute(sums).fetchone() or (0, 0)


def _list_paths(own: Sequence[Load], report: str) -> str:
    paths = [quote(file.path) for load in own for file in load.files if file.report == report]
    return f"[{', '.join(paths)}]"
