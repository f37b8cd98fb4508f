"""Where the exports of an installation are made and kept, as its settings say."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from app.clock import now
from app.settings import Settings
from db.exports import open_store
from db.records.engine import Records, open_records
from db.records.exports import knows_exports
from resolvers.workers import run
from services.exports.desk import ExportDesk
from services.exports.making import Workplace

_WRITING = ".writing"


def open_place(settings: Settings, records: Records, clock: Callable[[], datetime] = now) -> Workplace:
    """The place that desk, worker and commands share. Files are written below the home, whatever the storage.

    `clock`: that of the records where leases are taken.
    """
    return Workplace(
        records=records,
        store=open_store(settings.exports_place),
        folder=settings.home / "exports" / _WRITING,
        life=timedelta(days=settings.export_days),
        lease=timedelta(seconds=settings.export_lease_seconds),
        clock=clock,
    )


def open_desk(settings: Settings, place: Workplace) -> ExportDesk:
    """The desk of a process that answers questions."""
    return ExportDesk(place, run, settings.exports_unfinished)


@asynccontextmanager
async def known_place(settings: Settings) -> AsyncIterator[Workplace | None]:
    """The place for commands that change the data below exports; None where no export was ever asked for."""
    records = open_records(settings.records_url)
    try:
        yield open_place(settings, records) if await knows_exports(records) else None
    finally:
        await records.close()
