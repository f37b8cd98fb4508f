"""Publishers and loads in the records, kept in step with what the lake says."""

from collections.abc import Collection, Sequence
from operator import itemgetter
from typing import TypeVar

from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from db.records.engine import Records
from db.records.models import LoadRow, PublisherRow
from db.records.upserts import insert_into

Row = TypeVar("Row", PublisherRow, LoadRow)


async def list_publishers(records: Records) -> tuple[PublisherRow, ...]:
    """Every publisher, by id."""
    async with records.reading() as session:
        return tuple(await session.exec(select(PublisherRow).order_by(col(PublisherRow.id))))


async def reconcile(
    records: Records, publishers: Collection[PublisherRow], loads: Sequence[LoadRow], publisher_id: str | None = None
) -> None:
    """Makes the records say of publishers and loads, or of one publisher, what the lake says; one whose loads are all gone stays.

    What they say already is not written again: with many publishers nearly all of it.
    """
    known, mirrors = select(PublisherRow), select(LoadRow)
    if publisher_id is not None:
        known, mirrors = (
            known.where(PublisherRow.id == publisher_id),
            mirrors.where(LoadRow.publisher_id == publisher_id),
        )
    async with records.writing() as session:
        await _put(session, PublisherRow, known, publishers)
        mirrored = await _put(session, LoadRow, mirrors, loads)
        gone = mirrored - {load.id for load in loads}
        if gone:
            await session.exec(delete(LoadRow).where(col(LoadRow.id).in_(gone)))


async def _put(session: AsyncSession, table: type[Row], known: SelectOfScalar[Row], rows: Collection[Row]) -> set[str]:
    """Writes the rows that the known ones do not tell yet; gives the ids of those."""
    found = {row.id: row.model_dump() for row in await session.exec(known)}
    wanted = sorted((row.model_dump() for row in rows), key=itemgetter("id"))
    changed = [row for row in wanted if found.get(row["id"]) != row]
    if changed:
        connection = await session.connection()
        # another process may be at the same
        made = insert_into(connection, table)
        values = {name: made.excluded[name] for name in changed[0] if name != "id"}
        await connection.execute(made.on_conflict_do_update(index_elements=["id"], set_=values), changed)
    return set(found)
