"""Publishers and loads in the records, kept in step with what the lake says."""

from collections.abc import Collection, Sequence

from sqlmodel import col, delete, select

from db.records.engine import Records
from db.records.models import LoadRow, PublisherRow


async def list_publishers(records: Records) -> tuple[PublisherRow, ...]:
    """Every publisher, by id."""
    async with records.reading() as session:
        return tuple(await session.exec(select(PublisherRow).order_by(col(PublisherRow.id))))


async def reconcile(records: Records, publishers: Collection[PublisherRow], loads: Sequence[LoadRow]) -> None:
    """Makes the records say of publishers and loads what the lake says; a publisher whose loads are all gone stays."""
    async with records.writing() as session:
        mirrored = set(await session.exec(select(LoadRow.id)))
        for publisher in publishers:
            await session.merge(publisher)
        await session.flush()
        for load in loads:
            await session.merge(load)
        gone = mirrored - {load.id for load in loads}
        if gone:
            await session.exec(delete(LoadRow).where(col(LoadRow.id).in_(gone)))
