"""A small home in which every type of the schema has rows: five publishers' reports, and customers whose names nobody may read."""

import csv
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from types import MappingProxyType

from app.commands.demo import AS_OF
from app.demo.catalog import MARKETPLACES, Marketplace
from app.demo.marketplace import write_publisher
from services.build.build import build
from services.load.load import load_files
from tests.app.conftest import SECRET
from tests.roads.stage import MEMORY

PUBLISHER = str(MARKETPLACES[0].publisher_id)
"""Who is attacked: the biggest of the demo's publishers."""
LOADED_AT = datetime.combine(AS_OF, time(12), UTC)
SEED = 1
USAGE_ROWS = 6_000
"""Rows of usage of each publisher: enough for benchmarks of all publishers, few enough to load in a second."""
HIDDEN = MappingProxyType(
    {
        "withdrawn-1": {"consent": "false"},
        "withdrawn-2": {"consent": "false"},
        "guarded-1": {"protected": "true"},
        "guarded-2": {"protected": "true"},
    }
)
"""Customers whose names were reported, and that neither role may read."""
PERSON = MappingProxyType(
    {
        "company_name": "Quillfeather Holdings {}",
        "first_name": "Isaurabel-{}",
        "last_name": "Throckmortimer-{}",
        "email": "isaurabel@{}.quillfeather.example",
        "address_line1": "7 Quillfeather Row {}",
        "city": "Quillfeatherton {}",
        "postal_code": "QF-{}",
    }
)


def make_home(home: Path) -> None:
    """Writes, loads and builds all publishers' reports."""
    for market in MARKETPLACES:
        folder = home / "reports" / str(market.publisher_id)
        folder.mkdir(parents=True)
        for file in write_publisher(folder, market, SEED, USAGE_ROWS, AS_OF):
            load(home, market, file.path)
        if str(market.publisher_id) == PUBLISHER:
            load(home, market, write_hidden(folder))
    build_all(home, LOADED_AT)


def plant_name(home: Path, customer_id: str, text: str) -> None:
    """Reports a text as a customer's state, which contributors read, and builds again."""
    rows = [{"customer_id": customer_id, "state": text}]
    load(home, MARKETPLACES[0], write_table(home / "reports" / "planted" / "customers.csv", rows))
    build_all(home, LOADED_AT + timedelta(hours=1))


def build_all(home: Path, moment: datetime) -> None:
    """Builds all publishers and publishes the snapshot."""
    build(home, as_of=None, today=moment.date(), built_at=moment, memory_limit=MEMORY, threads=1)


def load(home: Path, market: Marketplace, path: Path) -> None:
    """Loads one file of a publisher."""
    load_files(
        home,
        str(market.publisher_id),
        [path],
        zone=market.zone,
        name=market.name,
        replaces=None,
        strict=False,
        loaded_at=LOADED_AT,
        secret=SECRET.encode(),
        memory_limit=MEMORY,
        threads=1,
        progress=None,
    )


def write_hidden(folder: Path) -> Path:
    """A table of the customers whose names are hidden from everybody."""
    rows = [
        {"customer_id": name, "consent": "true", "protected": "false", **flags}
        | {column: pattern.format(name) for column, pattern in PERSON.items()}
        | {"date_acquired": "2026-09-01", "country": "Germany"}
        for name, flags in HIDDEN.items()
    ]
    return write_table(folder / "hidden" / "customers.csv", rows)


def write_table(path: Path, rows: list[dict[str, str]]) -> Path:
    """Writes a plain table, with its folder."""
    path.parent.mkdir(parents=True)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return path
