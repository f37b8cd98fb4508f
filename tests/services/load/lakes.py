"""Writes small reports, loads them, and reads back what the lake holds."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, NotRequired, TypedDict, Unpack

import duckdb

from db.lake import LakeFile, loads
from db.tables import LAKE
from domain.calendar import day_number
from services.load import FileReport, LoadReport, Progress, load_files

LOADED_AT = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
SECRET = b"secret of the tests"
ACME = "acme"


class Options(TypedDict):
    """What a load may be given beside its files."""

    publisher_id: NotRequired[str]
    zone: NotRequired[str]
    name: NotRequired[str]
    replaces: NotRequired[tuple[date, date]]
    strict: NotRequired[bool]
    loaded_at: NotRequired[datetime]
    progress: NotRequired[Progress]
    memory_limit: NotRequired[str]


def write(path: Path, text: str | bytes) -> Path:
    """A file of that content; text is written as UTF-8 with its line ends as they are."""
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def load(home: Path, *files: Path, **options: Unpack[Options]) -> LoadReport:
    """Loads files for a publisher."""
    return load_files(
        home,
        options.get("publisher_id", ACME),
        files,
        zone=options.get("zone"),
        name=options.get("name"),
        replaces=options.get("replaces"),
        strict=options.get("strict", False),
        loaded_at=options.get("loaded_at", LOADED_AT),
        secret=SECRET,
        memory_limit=options.get("memory_limit", "256MB"),
        threads=1,
        progress=options.get("progress"),
    )


def load_text(home: Path, text: str | bytes, file: str = "report.csv", **options: Unpack[Options]) -> FileReport:
    """Loads one file of that content and returns what is said of it."""
    home.mkdir(exist_ok=True)
    report = load(home, write(home.parent / file, text), **options)
    return report.files[0]


def lake_files(home: Path, publisher_id: str = ACME) -> list[LakeFile]:
    """All files of a publisher's lake, in order."""
    return [file for each in loads(home, publisher_id) for file in each.files]


def read_rows(home: Path, *columns: str, place: int = -1, publisher_id: str = ACME) -> list[tuple[Any, ...]]:
    """Those columns of a file of the lake (the last by default), in the order of its rows."""
    file = lake_files(home, publisher_id)[place]
    return query(f'select {", ".join(columns)} from read_parquet($path) order by "row"', file.path)


def read_quarantine(home: Path, place: int = -1) -> list[tuple[Any, ...]]:
    """File, line, column, value and reason of a file's bad rows."""
    path = lake_files(home)[place].quarantine
    assert path is not None
    return query('select file, line, "column", value, reason from read_parquet($path) order by line', path)


def read_types(home: Path, place: int = -1) -> Mapping[str, str]:
    """The columns of a file of the lake with their types."""
    file = lake_files(home)[place]
    return {name: kind for name, kind, *_ in query("describe select * from read_parquet($path)", file.path)}


def query(sql: str, path: Path) -> list[tuple[Any, ...]]:
    """The rows of a question about one Parquet file, `$path`."""
    with duckdb.connect() as connection:
        return connection.execute(sql.replace("$path", f"'{path}'")).fetchall()


def day(text: str) -> int:
    """The day number of a date."""
    return day_number(date.fromisoformat(text))


def make_csv(header: str, *rows: str) -> str:
    """A CSV text of a header and rows."""
    return "\n".join([header, *rows]) + "\n"


def make_report(rows: Sequence[Mapping[str, str]]) -> str:
    """A CSV text whose header is the union of the rows' columns, every cell quoted as the marketplace writes it."""
    header = list(dict.fromkeys(name for row in rows for name in row))
    lines = [",".join(f'"{row[name]}"' if row.get(name) else "" for name in header) for row in rows]
    return make_csv(",".join(header), *lines)


def table_types(table: str) -> Mapping[str, str]:
    """What a lake file of that table has to hold."""
    return LAKE[table]
