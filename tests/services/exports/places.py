"""A place where exports are made, with records in SQLite and a part of three customers."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from pathlib import Path

from db.exports import open_store
from db.records.engine import open_records
from db.records.exports import add_export
from db.records.migration import migrate
from db.records.models import ExportRow
from db.records.publishers import reconcile
from services.exports.making import Workplace
from tests.db.exporting import LEASE, NOON
from tests.db.test_records import publisher

LIFE = timedelta(days=30)


class Clock:
    """Says what time it is, as a test sets it."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


def run_at(home: Path, work: Callable[[Workplace], Awaitable[None]], place: str | None = None) -> None:
    """Runs work at a new place of a home; its clock stands at noon."""

    async def all_of_it() -> None:
        records = open_records(f"sqlite:///{home}/records.sqlite")
        try:
            await migrate(records)
            await reconcile(records, [publisher()], [])
            store = open_store(place or str(home / "exports"))
            await work(Workplace(records, store, home / "exports" / ".writing", LIFE, LEASE, Clock()))
        finally:
            await records.close()

    asyncio.run(all_of_it())


async def add_all(place: Workplace, *rows: ExportRow) -> None:
    """Takes exports in, in whatever state."""
    for row in rows:
        assert await add_export(place.records, row, 1000)
