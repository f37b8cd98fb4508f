"""Small parts written by hand, and views of them."""

import os
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from db.arrow import read_arrow, write_arrow
from db.opening import DUCKDB, open_warehouse
from db.parts import Benchmarks, Part, part_folder, write_part_file
from db.snapshots import Snapshot, SnapshotStore
from db.tables import PART
from domain.calendar import day_number, month_of
from domain.scope import Role, Scope
from services.cursors import CursorSigner
from services.questions import Parameters, Question
from services.slice import Slice
from services.slices import Slices
from services.view import House, Rules, View

PUBLISHER = "acme"
ENGINE = os.environ.get("HOLDFAST_WAREHOUSE", DUCKDB)
"""The engine that the suite of questions runs on."""
_ARROW = {
    "TINYINT": pa.int8(),
    "INTEGER": pa.int32(),
    "BIGINT": pa.int64(),
    "VARCHAR": pa.string(),
    "BOOLEAN": pa.bool_(),
    "TIMESTAMP": pa.timestamp("us"),
}
Tables = Mapping[str, Sequence[Mapping[str, Any]]]


def write_part(
    home: Path, tables: Tables, *, as_of: date, publisher_id: str = PUBLISHER, part_id: str = "part-1"
) -> Part:
    """Writes a part below a home: absent tables are empty, absent columns NULL.

    Dates may stand for day numbers; months of days, `*_folded` columns, a customer's account (its own key), flags of a customer and
    the next day of usage are filled in where they are left out. Rows are written in the order given.
    """
    folder = part_folder(home, publisher_id, part_id)
    folder.mkdir(parents=True)
    for name, columns in PART.items():
        rows = [_filled(name, row) for row in tables.get(name, ())]
        write_table(folder / f"{name}.parquet", columns, _follow(rows) if name == "account_days" else rows)
    usage = [day_number(day) if isinstance(day := row["used_on"], date) else day for row in tables.get("usage", ())]
    part = Part(
        publisher_id=publisher_id,
        part_id=part_id,
        folder=folder,
        as_of=day_number(as_of),
        first_day=min(usage, default=None),
        last_day=max(usage, default=None),
        first_usage_day=min(usage, default=None),
        customers=len(tables.get("customers", ())),
        orders=len(tables.get("orders", ())),
        usage_days=len({(row["customer"], row["offer"], row["used_on"]) for row in tables.get("usage", ())}),
        loads=("load-1",),
    )
    write_part_file(part)
    return part


def _follow(days: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Days of usage with the n of the next one of the same offer and account."""
    known: dict[tuple[int, int], list[int]] = {}
    for row in days:
        known.setdefault((row["offer"], row["account"]), []).append(row["n"])
    return [
        {"next_n": min((n for n in known[row["offer"], row["account"]] if n > row["n"]), default=None), **row}
        for row in days
    ]


def write_table(path: Path, columns: Mapping[str, str], rows: Iterable[Mapping[str, Any]]) -> None:
    """Writes rows as Parquet with the given columns and DuckDB types."""
    given = list(rows)
    for row in given:
        assert set(row) <= set(columns), f"{path.stem} has no {set(row) - set(columns)}"
    layout = pa.schema([(name, _ARROW[kind]) for name, kind in columns.items()])
    pq.write_table(pa.Table.from_pylist(given, layout), path)


def store(
    part: Part, question: Question, parameters: Parameters, answer: pa.Table, source: Slice | None = None
) -> None:
    """Stores an answer in a part as a build does, that of a slice where it matters which."""
    name = source.mart(question, parameters) if source else question.mart(parameters)
    if question.shared:
        pq.write_table(answer, part.mart(name))
    else:
        write_arrow(part.answer(name), answer)


def read_stored(part: Part, question: Question, parameters: Parameters, source: Slice) -> pa.Table:
    """An answer as a build stored it."""
    name = source.mart(question, parameters)
    return pq.read_table(part.mart(name)) if question.shared else read_arrow(part.answer(name))


def make_house(home: Path, rules: Rules | None = None) -> House:
    """A house on a home, with an engine of its own."""
    warehouse = open_warehouse(ENGINE, "256MB", 1, [home])
    signer = CursorSigner(b"secret of the tests")
    return House(warehouse, SnapshotStore(home), Slices(warehouse, 50_000_000), signer, rules or Rules())


def make_view(
    home: Path,
    parts: Sequence[Part],
    *,
    role: Role = Role.OWNER,
    publisher_id: str = PUBLISHER,
    benchmarks: Benchmarks | None = None,
    house: House | None = None,
) -> View:
    """The view of a role on a published snapshot of the parts."""
    house = house or make_house(home)
    snapshot = Snapshot(
        version="2024-08-31T00-00-00Z",
        built_at=datetime(2024, 8, 31, tzinfo=UTC),
        parts={part.publisher_id: part.part_id for part in parts},
        benchmarks=benchmarks.part_id if benchmarks else None,
        benchmarks_day=benchmarks.day if benchmarks else None,
        last_loaded_at={part.publisher_id: "2024-08-30T12:00:00+00:00" for part in parts},
    )
    house.snapshots.publish(snapshot)
    return house.view(Scope(publisher_id, role, "tester"))


_MONTHS = {"acquired_month": "acquired_on", "canceled_month": "canceled_on", "first_month": "first_day", "month": "day"}


def _filled(name: str, given: Mapping[str, Any]) -> dict[str, Any]:
    row: dict[str, Any] = {
        column: day_number(value) if isinstance(value, date) else value for column, value in given.items()
    }
    if name == "customers":
        row = {"account": row["customer"], "consent": False, "protected": False, "internal": False, **row}
    for column in PART[name]:
        source = column.removesuffix("_folded")
        if column not in row and source != column and row.get(source) is not None:
            row[column] = str(row[source]).strip().casefold()
    for month, day in _MONTHS.items():
        if month in PART[name] and day in PART[name] and row.get(day) is not None:
            row.setdefault(month, month_of(row[day]))
    return row
