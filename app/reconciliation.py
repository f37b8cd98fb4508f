"""Opens the records ready for use: migrated, and saying of publishers and loads what the lake says."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime

from app.depots import reading
from app.settings import Settings
from db.depot import Depot
from db.lake import Load
from db.records.engine import Records, open_records
from db.records.migration import migrate
from db.records.models import LoadRow, PublisherRow
from db.records.publishers import reconcile


@asynccontextmanager
async def ready_records(settings: Settings) -> AsyncIterator[Records]:
    """The records of an installation, in step with its lake, closed at the end."""
    records = open_records(settings.records_url)
    try:
        await migrate(records)
        with reading(settings) as depot:
            await reconcile_with_lake(records, depot)
        yield records
    finally:
        await records.close()


async def reconcile_with_lake(records: Records, depot: Depot, publisher_id: str | None = None) -> None:
    """Takes publishers and loads, or those of one, over from the lake's load.json files, which are the truth."""
    known = depot.loads(publisher_id)
    await reconcile(records, _publishers(known), [_row(load) for load in known], publisher_id)


def _publishers(known: Sequence[Load]) -> list[PublisherRow]:
    """Name: that of the newest load that gives one, else the id; zone: that of the first load."""
    found: dict[str, PublisherRow] = {}
    for load in sorted(known, key=lambda load: (load.publisher_id, load.number)):
        publisher = found.setdefault(
            load.publisher_id, PublisherRow(id=load.publisher_id, name=load.publisher_id, zone=load.zone)
        )
        if load.name:
            publisher.name = load.name
    return list(found.values())


def _row(load: Load) -> LoadRow:
    return LoadRow(
        id=load.load_id,
        publisher_id=load.publisher_id,
        number=load.number,
        loaded_at=datetime.fromisoformat(load.loaded_at),
        files=len(load.files),
        rows=sum(file.rows for file in load.files),
    )
