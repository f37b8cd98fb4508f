"""Small lakes written by hand: loads whose files hold the given rows, and the parts built from them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from db.lake import LakeFile, Load, rewrite_load
from db.parts import Part
from db.tables import LAKE
from domain.calendar import day_number
from services.build.part import Engine, build_part
from services.build.sources import KEY_DAY

Row = Mapping[str, Any]

_KINDS = {
    "INTEGER": pa.int32(),
    "BIGINT": pa.int64(),
    "VARCHAR": pa.string(),
    "BOOLEAN": pa.bool_(),
    "TIMESTAMP": pa.timestamp("us"),
}
_OWN = ("row", "carries_raw", "carries_normalized", "carries_revenue", "normalized_derived")
PUBLISHER = "contoso"
HOUR = 1_000_000
"""An hour, or a dollar, in millionths."""


@dataclass(frozen=True, slots=True)
class Given:
    """A file to be: its report, its rows by lake column (days as ISO text), and what its header carried (default: the rows' columns)."""

    report: str
    rows: Sequence[Row]
    carried: Sequence[str] | None = None
    replaces: tuple[str, str] | None = None
    plain: bool = True


def day(text: str) -> int:
    """The day number of an ISO date."""
    return day_number(date.fromisoformat(text))


def _cell(name: str, value: Any) -> Any:
    return day(value) if name.endswith("_on") or (name.startswith("date_") and isinstance(value, str)) else value


def _full(report: str, number: int, row: Row, carried: frozenset[str]) -> dict[str, Any]:
    full: dict[str, Any] = dict.fromkeys(LAKE[report])
    full["row"] = number
    if report == "usage":
        full["carries_raw"] = "raw_hours" in carried
        full["carries_normalized"] = "normalized_hours" in carried
        full["carries_revenue"] = "revenue_usd" in carried
        full["normalized_derived"] = False
    for name, value in row.items():
        full[name] = None if value is None else _cell(name, value)
    return full


def write_load(home: Path, number: int, *files: Given, publisher_id: str = PUBLISHER, zone: str = "UTC") -> Load:
    """Writes the Parquet files of a load and returns it as the lake would."""
    load_id = f"{number:04}-{sha256(repr(files).encode()).hexdigest()[:12]}"
    folder = home / "lake" / publisher_id / load_id
    folder.mkdir(parents=True)
    stored = tuple(_write_file(folder, place, given) for place, given in enumerate(files, start=1))
    load = Load(load_id, publisher_id, number, f"2024-01-{number:02}T00:00:00+00:00", zone, stored, folder)
    rewrite_load(load)
    return load


def _write_file(folder: Path, place: int, given: Given) -> LakeFile:
    carried = frozenset(given.carried or {name for row in given.rows for name in row if name not in _OWN})
    rows = [_full(given.report, number, row, carried) for number, row in enumerate(given.rows, start=2)]
    schema = pa.schema([(name, _KINDS[kind]) for name, kind in LAKE[given.report].items()])
    path = folder / f"{place}-{given.report}.parquet"
    pq.write_table(pa.Table.from_pylist(rows, schema), path)
    key = KEY_DAY.get(given.report, "")
    days = [row[key] for row in rows if row.get(key) is not None]
    replaces = (day(given.replaces[0]), day(given.replaces[1])) if given.replaces else None
    return LakeFile(
        report=given.report,
        path=path,
        name=f"{given.report}.csv",
        sha256=sha256(path.read_bytes()).hexdigest(),
        carried=carried,
        rows=len(rows),
        days=(min(days), max(days)) if days else None,
        replaces=replaces,
        plain=given.plain,
    )


def write_lake(home: Path, *loads: Sequence[Given]) -> tuple[Load, ...]:
    """Loads numbered 1, 2, ... with the files given for each."""
    return tuple(write_load(home, number, *files) for number, files in enumerate(loads, start=1))


def build_lake(home: Path, *loads: Sequence[Given], as_of: str) -> Part:
    """The part of a lake of these loads at as_of."""
    return build_loads(home, write_lake(home, *loads), as_of)


def build_loads(home: Path, loads: Sequence[Load], as_of: str, name: str = "part") -> Part:
    """The part of these loads at as_of, in a folder of the given name."""
    folder = home / name
    folder.mkdir()
    engine = Engine(memory_limit="500MB", threads=2, spill=home / "spill")
    return build_part(loads, day(as_of), part_id="0" * 20, folder=folder, engine=engine)


def ask(part: Part, sql: str) -> list[tuple[Any, ...]]:
    """Rows of a query over the part's tables under their own names."""
    with duckdb.connect() as connection:
        for path in sorted(part.folder.glob("*.parquet")):
            connection.execute(f"create view \"{path.stem}\" as select * from read_parquet('{path}')")
        return connection.execute(sql).fetchall()


_USAGE = """
select c.customer_id, a.account_id, o.offer_id, p.plan_id, s.subscription_id, u.sales_channel,
    strftime(date '2000-01-01' + u.used_on, '%m-%d') as used_on, u.raw_hours / 1e6 as raw, u.normalized_hours / 1e6 as hours,
    u.revenue / 1e6 as revenue, u.is_trial
from usage as u join customers as c using (customer) join accounts as a on a.account = u.account
join offers as o on o.offer = u.offer left join plans as p on p.plan = u.plan
left join subscriptions as s on s.subscription = u.subscription
order by u.used_on, c.customer_id, o.offer_id, p.plan_id nulls last, u.sales_channel nulls last
"""


def usage_of(part: Part, *columns: str) -> list[tuple[Any, ...]]:
    """Usage rows of a part by day, customer, offer, plan and channel: ids, days as `MM-DD`, hours and revenue as they are read."""
    return ask(part, f"select {', '.join(columns)} from ({_USAGE})")
