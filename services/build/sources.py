"""What a publisher's lake says up to a day: one view per report over the files of its loads, in the order of the loads."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import duckdb
import pyarrow as pa

from db.lake import LakeFile, Load
from db.tables import LAKE
from db.warehouse import quote

KEY_DAY: Final = {
    "usage": "used_on",
    "retention": "used_on",
    "orders": "ordered_on",
    "customers": "date_acquired",
}
"""The day of a row by which it lies after as_of, or within days that a later file replaces."""
_LATER: Final = {"orders": ("canceled_on",), "customers": ("date_lost",), "retention": ("first_used_on",)}
"""Further days of a row that are unknown while they lie after as_of."""
_ROWS_OF_A_FILE: Final = 1 << 40
"""More than a file has rows: place = file * this + row, the order of loads, then rows."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file of the lake with its place in the publisher's order of loads and files."""

    number: int
    file: LakeFile


def list_sources(loads: Sequence[Load]) -> tuple[Source, ...]:
    """The files of all loads, numbered from 1 in the order of loads, then of files."""
    files = (file for load in sorted(loads, key=lambda load: load.number) for file in load.files)
    return tuple(Source(number, file) for number, file in enumerate(files, start=1))


def read_sql(name: str) -> str:
    """The text of a fact, from the folder of texts beside this module."""
    return (Path(__file__).with_name("sql") / f"{name}.sql").read_text(encoding="utf-8")


def put_table(connection: duckdb.DuckDBPyConnection, name: str, table: pa.Table) -> None:
    """Makes a table of the engine from an Arrow table."""
    connection.register("handed_in", table)
    connection.execute(f"create table {name} as select * from handed_in")
    connection.unregister("handed_in")


def open_sources(connection: duckdb.DuckDBPyConnection, sources: Sequence[Source], as_of: int) -> None:
    """Makes `files(file, carried)` and, per report, `lake_<report>`: its columns and file, place.

    Rows dated after as_of, and rows on days that a later file of the same report replaces, are not there; a day of cancellation,
    loss or first use after as_of is NULL.
    """
    facts = {
        "file": pa.array([each.number for each in sources], pa.int32()),
        "carried": pa.array([sorted(each.file.carried) for each in sources], pa.list_(pa.string())),
    }
    put_table(connection, "files", pa.table(facts))
    for report in LAKE:
        own = [each for each in sources if each.file.report == report]
        connection.execute(f"create view lake_{report} as {_reading(report, own, as_of)}")
        if any(each.file.replaces for each in own):
            _leave_replaced_out(connection, report, own)


def _reading(report: str, own: Sequence[Source], as_of: int) -> str:
    if not own:
        columns = ", ".join(f"null::{kind} as {name}" for name, kind in LAKE[report].items())
        return f"select {columns}, null::integer as file, null::bigint as place where false"
    later = _LATER.get(report, ())
    columns = ", ".join(
        f"case when {name} <= {as_of} then {name} end as {name}" if name in later else name for name in LAKE[report]
    )
    numbers = ", ".join(str(each.number) for each in own)
    paths = ", ".join(quote(each.file.path) for each in own)
    file = f"([{numbers}][file_index::integer + 1])::integer"
    day = KEY_DAY.get(report)
    known = f" where coalesce({day}, {as_of}) <= {as_of}" if day else ""
    place = f'{file}::bigint * {_ROWS_OF_A_FILE} + "row" as place'
    return f"select {columns}, {file} as file, {place} from read_parquet([{paths}]){known}"


def _leave_replaced_out(connection: duckdb.DuckDBPyConnection, report: str, own: Sequence[Source]) -> None:
    day = KEY_DAY.get(report)
    if day is None:
        return
    gone = sorted(_replaced_days(own))
    columns = {
        "file": pa.array([file for file, _ in gone], pa.int32()),
        "day": pa.array([when for _, when in gone], pa.int32()),
    }
    put_table(connection, f"replaced_{report}", pa.table(columns))
    connection.execute(f"alter view lake_{report} rename to whole_{report}")
    connection.execute(
        f"create view lake_{report} as select * from whole_{report} as said where not exists"
        f" (select 1 from replaced_{report} as gone where gone.file = said.file and gone.day = said.{day})"
    )


def _replaced_days(own: Sequence[Source]) -> Iterator[tuple[int, int]]:
    for earlier in own:
        if earlier.file.days is None:
            continue
        first, last = earlier.file.days
        days: set[int] = set()
        for later in own:
            if later.number > earlier.number and later.file.replaces:
                start, end = later.file.replaces
                days.update(range(max(first, start), min(last, end) + 1))
        yield from ((earlier.number, day) for day in days)


def contested_spans(own: Sequence[Source]) -> list[tuple[int, int]]:
    """The first and last days of the spans that more than one of these files speaks for, ascending.

    Only there may one file replace another's rows.
    """
    turns: Counter[int] = Counter()
    for each in own:
        if each.file.days is not None:
            turns[each.file.days[0]] += 1
            turns[each.file.days[1] + 1] -= 1
    spans: list[tuple[int, int]] = []
    speaking, since = 0, 0
    for day in sorted(turns):
        if speaking > 1:
            joined = bool(spans) and spans[-1][1] == since - 1
            since = spans.pop()[0] if joined else since
            spans.append((since, day - 1))
        speaking, since = speaking + turns[day], day
    return spans
