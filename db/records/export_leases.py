"""Who works on which export: taken with a lease by one worker, renewed while it lives, ended by it alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import col, select, update

from db.records.engine import Records
from db.records.models import ExportRow
from domain.audit import NOTHING_DELIVERED, Delivered
from domain.export_rules import ExportStatus

MOST_FAILURES = 3
"""Attempts that may end with an error before an export is given up."""
MOST_DEATHS = 25
"""Workers that may die over an export: restarts and deployments are not its fault, but what kills every worker must end."""
_DIED = "its workers died {deaths} times over it; ask for less at once, or see the log"
_FREE = {"lease_owner": None, "lease_end": None}


@dataclass(frozen=True, slots=True)
class Lease:
    """A worker's hold of an export; `attempt` counts from 1 and names the file, so that no two attempts write the same."""

    export_id: str
    owner: str
    attempt: int


@dataclass(frozen=True, slots=True)
class Finished:
    """A file in the storage: its key, rows, bytes, SHA-256 in hexadecimal, whether it may hold personal data, and what it does hold."""

    file: str
    rows: int
    bytes: int
    sha256: str
    personal_data: bool
    delivered: Delivered = NOTHING_DELIVERED


def _free(now: datetime) -> ColumnElement[bool]:
    """Whether an export may be taken: it waits and its time has come, or its worker's lease is over."""
    waiting = and_(
        col(ExportRow.status) == ExportStatus.QUEUED,
        or_(col(ExportRow.lease_end).is_(None), col(ExportRow.lease_end) <= now),
    )
    return or_(waiting, and_(col(ExportRow.status) == ExportStatus.RUNNING, col(ExportRow.lease_end) <= now))


def _held(lease: Lease) -> ColumnElement[bool]:
    return and_(
        col(ExportRow.id) == lease.export_id,
        col(ExportRow.status) == ExportStatus.RUNNING,
        col(ExportRow.lease_owner) == lease.owner,
        col(ExportRow.attempts) == lease.attempt,
    )


async def take_export(records: Records, owner: str, now: datetime, length: timedelta) -> ExportRow | None:
    """The next export, leased to this worker alone; None where nothing waits.

    Those that did not fail come first, then the oldest, so that one which kills its workers does not keep the others waiting. One whose
    workers died too often is given up on the way.
    """
    # looked for by reading first: a worker without work must not hold up those who write
    async with records.reading() as session:
        if (await session.exec(select(ExportRow.id).where(_free(now)).limit(1))).first() is None:
            return None
    order = (col(ExportRow.deaths) + col(ExportRow.failures), col(ExportRow.created_at), col(ExportRow.id))
    statement = select(ExportRow).where(_free(now)).order_by(*order).limit(1).with_for_update(skip_locked=True)
    async with records.writing() as session:
        while (row := (await session.exec(statement)).first()) is not None:
            row.deaths += row.status is ExportStatus.RUNNING
            if row.deaths <= MOST_DEATHS:
                row.status, row.attempts, row.done = ExportStatus.RUNNING, row.attempts + 1, 0
                row.lease_owner, row.lease_end = owner, now + length
                return row
            row.status, row.error, row.ended_at = ExportStatus.FAILED, _DIED.format(deaths=row.deaths), now
            row.request = row.lease_owner = row.lease_end = None
            await session.flush()
    return None


async def renew_lease(records: Records, lease: Lease, end: datetime, done: int, total: int | None) -> bool:
    """Holds an export until another moment and says how far it is; False where it is no longer the worker's: it must stop."""
    values: dict[str, object] = {"lease_end": end, "done": done}
    return await _change(records, lease, values if total is None else {**values, "total": total})


async def give_back(records: Records, lease: Lease) -> bool:
    """Puts an export back into the queue, for a worker that ends."""
    return await _change(records, lease, {"status": ExportStatus.QUEUED, "done": 0, **_FREE})


async def finish_export(records: Records, lease: Lease, finished: Finished, now: datetime, life: timedelta) -> bool:
    """Makes an export ready; False where it is no longer the worker's, whose file then is nobody's."""
    values = {
        "status": ExportStatus.READY,
        "file": finished.file,
        "rows": finished.rows,
        "bytes": finished.bytes,
        "sha256": finished.sha256,
        "personal_data": finished.personal_data,
        "personal_fields": ",".join(finished.delivered.fields),
        "customers": finished.delivered.customers,
        "done": finished.rows,
        "total": finished.rows,
        "ready_at": now,
        "ended_at": now,
        "expires_at": now + life,
        "request": None,
        **_FREE,
    }
    return await _change(records, lease, values)


async def fail_export(records: Records, lease: Lease, error: str, now: datetime) -> bool:
    """Gives an export up, saying why."""
    failed = {"status": ExportStatus.FAILED, "error": error, "ended_at": now, "request": None, **_FREE}
    return await _change(records, lease, failed)


async def retry_export(records: Records, lease: Lease, error: str, now: datetime, wait: timedelta) -> bool:
    """Counts a failed attempt and puts the export back, to be taken after `wait`; given up with the last of MOST_FAILURES attempts."""
    async with records.writing() as session:
        row = (await session.exec(select(ExportRow).where(_held(lease)).with_for_update())).first()
        if row is None:
            return False
        row.failures += 1
        row.lease_owner = None
        if row.failures < MOST_FAILURES:
            row.status, row.done, row.lease_end = ExportStatus.QUEUED, 0, now + wait
        else:
            row.status, row.error, row.ended_at = ExportStatus.FAILED, error, now
            row.request = row.lease_end = None
    return True


async def _change(records: Records, lease: Lease, values: Mapping[str, object]) -> bool:
    async with records.writing() as session:
        return (await session.exec(update(ExportRow).where(_held(lease)).values(**values))).rowcount == 1
