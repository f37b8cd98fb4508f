"""Loads to be done as those who send them see them: taken in, found, listed, counted; and what is known of watched files."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, or_
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, delete, select, update

from db.records.engine import Records
from db.records.models import LoadJobRow
from domain.loads import LoadStatus

ACTIVE = (LoadStatus.QUEUED, LoadStatus.RUNNING)
"""States in which something is still to be loaded."""


async def add_job(records: Records, row: LoadJobRow, most: int | None = None) -> bool:
    """Takes reports in; False, and nothing is kept, where `most` of the publisher's are unfinished or the watched file is known."""
    unfinished = select(func.count()).where(
        col(LoadJobRow.publisher_id) == row.publisher_id, col(LoadJobRow.status).in_(ACTIVE)
    )
    try:
        async with records.writing() as session:
            if most is not None and (await session.exec(unfinished)).one() >= most:
                return False
            session.add(row)
    except IntegrityError:
        # two who watch the same place saw the same file
        return False
    return True


async def find_job(records: Records, publisher_id: str, job_id: str) -> LoadJobRow | None:
    """A publisher's; None for an unknown id and for another publisher's alike."""
    wanted = select(LoadJobRow).where(LoadJobRow.id == job_id, LoadJobRow.publisher_id == publisher_id)
    async with records.reading() as session:
        return (await session.exec(wanted)).first()


async def list_jobs(records: Records, publisher_id: str, most: int) -> Sequence[LoadJobRow]:
    """A publisher's, the newest first."""
    wanted = select(LoadJobRow).where(LoadJobRow.publisher_id == publisher_id)
    async with records.reading() as session:
        return tuple(await session.exec(wanted.order_by(col(LoadJobRow.number).desc()).limit(most)))


async def count_waiting_jobs(records: Records) -> int:
    """How many wait to be loaded, of all publishers."""
    waiting = select(func.count()).select_from(LoadJobRow).where(col(LoadJobRow.status) == LoadStatus.QUEUED)
    async with records.reading() as session:
        return int((await session.exec(waiting)).one())


async def forget_old_jobs(records: Records, before: datetime) -> None:
    """Forgets loads that ended before a moment."""
    old = col(LoadJobRow.ended_at) < before
    async with records.reading() as session:
        if (await session.exec(select(LoadJobRow.id).where(old).limit(1))).first() is None:
            return
    async with records.writing() as session:
        await session.exec(delete(LoadJobRow).where(old))


async def active_among(records: Records, ids: Collection[str]) -> frozenset[str]:
    """Which of these are still to be loaded."""
    wanted = select(LoadJobRow.id).where(col(LoadJobRow.id).in_(ids), col(LoadJobRow.status).in_(ACTIVE))
    async with records.reading() as session:
        return frozenset(await session.exec(wanted))


async def watched_jobs(records: Records) -> Mapping[str, LoadJobRow]:
    """What files of the watched place have become, by what tells them apart, until they were moved away."""
    wanted = select(LoadJobRow).where(col(LoadJobRow.watched).is_not(None))
    async with records.reading() as session:
        return {str(row.watched): row for row in await session.exec(wanted)}


async def claim_watched(records: Records, mark: str, now: datetime, length: timedelta) -> bool:
    """Whether this caller alone moves an ended file away, for so long; the claim ends when the file is forgotten or let go of."""
    free = or_(col(LoadJobRow.lease_end).is_(None), col(LoadJobRow.lease_end) <= now)
    ended = update(LoadJobRow).where(col(LoadJobRow.watched) == mark, col(LoadJobRow.status).not_in(ACTIVE), free)
    async with records.writing() as session:
        return (await session.exec(ended.values(lease_end=now + length))).rowcount == 1


async def let_go_of_watched(records: Records, mark: str) -> None:
    """Gives a claim back."""
    async with records.writing() as session:
        await session.exec(update(LoadJobRow).where(col(LoadJobRow.watched) == mark).values(lease_end=None))


async def forget_watched(records: Records, marks: Collection[str]) -> None:
    """Files that have ended and are no longer where they were: one that is put there again is another."""
    ended = update(LoadJobRow).where(col(LoadJobRow.watched).in_(marks), col(LoadJobRow.status).not_in(ACTIVE))
    async with records.writing() as session:
        await session.exec(ended.values(watched=None, lease_end=None))
