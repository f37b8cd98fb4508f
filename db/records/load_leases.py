"""Who loads what: taken with a lease by one worker in the order of its publisher, renewed while it lives, ended by it alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, or_
from sqlalchemy.orm import aliased
from sqlmodel import col, select, update

from db.records.engine import Records
from db.records.load_jobs import ACTIVE
from db.records.models import LoadJobRow
from domain.loads import BuildStatus, LoadStatus

MOST_FAILURES = 3
"""Attempts that may end with an error that nobody foresaw before a load is given up."""
MOST_DEATHS = 10
"""Workers that may die over a load: restarts are not its fault, but what kills every worker must end, since others wait behind it."""
_DIED = "its workers died {deaths} times over it; send less at once, or see the log"
_FREE: Mapping[str, object] = {"lease_owner": None, "lease_end": None}


@dataclass(frozen=True, slots=True)
class LoadLease:
    """A worker's hold of a load; `attempt` counts from 1."""

    job_id: str
    owner: str
    attempt: int


@dataclass(frozen=True, slots=True)
class Accepted:
    """What a load has become: its id in the lake, None where it added nothing, its account as JSON, rows taken in, and its publication."""

    load_id: str | None
    report: str
    rows: int
    build: BuildStatus


def _due(now: datetime) -> ColumnElement[bool]:
    """Whether it waits and its time has come, or its worker's lease is over."""
    waiting = and_(
        col(LoadJobRow.status) == LoadStatus.QUEUED,
        or_(col(LoadJobRow.lease_end).is_(None), col(LoadJobRow.lease_end) <= now),
    )
    return or_(waiting, and_(col(LoadJobRow.status) == LoadStatus.RUNNING, col(LoadJobRow.lease_end) <= now))


def _first_of_its_publisher() -> ColumnElement[bool]:
    earlier = aliased(LoadJobRow)
    return ~(
        select(earlier.number)
        .where(
            col(earlier.publisher_id) == col(LoadJobRow.publisher_id),
            col(earlier.number) < col(LoadJobRow.number),
            col(earlier.status).in_(ACTIVE),
        )
        .exists()
    )


def _held(lease: LoadLease) -> ColumnElement[bool]:
    return and_(
        col(LoadJobRow.id) == lease.job_id,
        col(LoadJobRow.status) == LoadStatus.RUNNING,
        col(LoadJobRow.lease_owner) == lease.owner,
        col(LoadJobRow.attempts) == lease.attempt,
    )


async def take_job(records: Records, owner: str, now: datetime, length: timedelta) -> LoadJobRow | None:
    """The next load, leased to this worker alone: the oldest with no unfinished one of its publisher before it, or None.

    One whose workers died too often is given up on the way.
    """
    free = and_(_due(now), _first_of_its_publisher())
    async with records.reading() as session:
        if (await session.exec(select(LoadJobRow.id).where(free).limit(1))).first() is None:
            return None
    statement = select(LoadJobRow).where(free).order_by(col(LoadJobRow.number)).limit(1)
    async with records.writing() as session:
        while (row := (await session.exec(statement.with_for_update(skip_locked=True))).first()) is not None:
            row.deaths += row.status is LoadStatus.RUNNING
            if row.deaths <= MOST_DEATHS:
                row.status, row.attempts = LoadStatus.RUNNING, row.attempts + 1
                row.progress, row.rows = 0.0, 0
                row.lease_owner, row.lease_end = owner, now + length
                return row
            row.status, row.error, row.ended_at = LoadStatus.FAILED, _DIED.format(deaths=row.deaths), now
            row.lease_owner = row.lease_end = None
            await session.flush()
    return None


async def renew_load(records: Records, lease: LoadLease, end: datetime, progress: float, rows: int) -> bool:
    """Holds a load until another moment and says how far it is; False where it is no longer the worker's."""
    return await _change(records, lease, {"lease_end": end, "progress": progress, "rows": rows})


async def give_load_back(records: Records, lease: LoadLease) -> bool:
    """Puts a load back into the queue, for a worker that ends."""
    return await _change(records, lease, {"status": LoadStatus.QUEUED, "progress": 0.0, "rows": 0, **_FREE})


async def accept_load(records: Records, lease: LoadLease, told: Accepted, now: datetime) -> bool:
    """Ends a load that is in the lake, or whose files all were there before."""
    values = {"load_id": told.load_id, "report": told.report, "rows": told.rows, "build": told.build, "progress": 1.0}
    ended = {"status": LoadStatus.ACCEPTED, "ended_at": now, "failures": 0, "deaths": 0}
    return await _change(records, lease, {**values, **ended, **_FREE})


async def end_load(records: Records, lease: LoadLease, status: LoadStatus, error: str, now: datetime) -> bool:
    """Ends a load that was refused or has failed, saying why."""
    return await _change(records, lease, {"status": status, "error": error, "ended_at": now, **_FREE})


async def retry_load(records: Records, lease: LoadLease, error: str, now: datetime, wait: timedelta) -> bool:
    """Counts a failed attempt and puts the load back, to be taken after `wait`; given up with the last of MOST_FAILURES attempts."""
    async with records.writing() as session:
        row = (await session.exec(select(LoadJobRow).where(_held(lease)).with_for_update())).first()
        if row is None:
            return False
        row.failures += 1
        row.lease_owner = None
        if row.failures < MOST_FAILURES:
            row.status, row.progress, row.rows, row.lease_end = LoadStatus.QUEUED, 0.0, 0, now + wait
        else:
            row.status, row.error, row.ended_at, row.lease_end = LoadStatus.FAILED, error, now, None
    return True


async def _change(records: Records, lease: LoadLease, values: Mapping[str, object]) -> bool:
    async with records.writing() as session:
        return (await session.exec(update(LoadJobRow).where(_held(lease)).values(**values))).rowcount == 1
