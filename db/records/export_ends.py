"""Exports that are over: their time has come, a customer was erased, or nobody remembers them."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import and_, or_
from sqlmodel import col, delete, select, update

from db.records.engine import Records
from db.records.exports import ACTIVE
from db.records.models import ExportRow
from domain.export_rules import ExportStatus

REMEMBERED = timedelta(days=400)
"""How long the list shows an export that has ended."""
_ERASED = "a customer was erased since; ask for it again"


async def expire_exports(records: Records, now: datetime) -> int:
    """Ends the exports whose time has come, and forgets what ended long ago; gives how many expired."""
    due = and_(col(ExportRow.status) == ExportStatus.READY, col(ExportRow.expires_at) <= now)
    old = col(ExportRow.ended_at) <= now - REMEMBERED
    async with records.reading() as session:
        if (await session.exec(select(ExportRow.id).where(or_(due, old)).limit(1))).first() is None:
            return 0
    async with records.writing() as session:
        expired = await session.exec(
            update(ExportRow).where(due).values(status=ExportStatus.EXPIRED, file=None, ended_at=now)
        )
        await session.exec(delete(ExportRow).where(old, col(ExportRow.status) != ExportStatus.READY))
        return int(expired.rowcount)


async def files_in_use(records: Records, export_ids: Collection[str]) -> frozenset[tuple[str, int]]:
    """(export id, attempt) of these exports whose file is ready or being written."""
    wanted = (ExportStatus.READY, ExportStatus.RUNNING)
    named = select(ExportRow.id, ExportRow.attempts).where(
        col(ExportRow.id).in_(export_ids), col(ExportRow.status).in_(wanted)
    )
    async with records.reading() as session:
        return frozenset((export_id, attempt) for export_id, attempt in await session.exec(named))


async def end_erased(records: Records, publisher_id: str, kept_part: str | None, now: datetime) -> int:
    """Ends a publisher's exports that may hold a customer and read another part than the kept one; gives how many.

    What waits or runs fails, saying why; what is ready expires at once.
    """
    touched = [col(ExportRow.publisher_id) == publisher_id, col(ExportRow.holds_customers)]
    if kept_part is not None:
        touched.append(col(ExportRow.part_id) != kept_part)
    async with records.writing() as session:
        found = tuple(
            await session.exec(
                select(ExportRow)
                .where(*touched, col(ExportRow.status).in_((*ACTIVE, ExportStatus.READY)))
                .order_by(col(ExportRow.id))
                .with_for_update()
            )
        )
        for row in found:
            row.status = ExportStatus.EXPIRED if row.status is ExportStatus.READY else ExportStatus.FAILED
            row.error, row.ended_at = _ERASED, now
            row.request = row.file = row.lease_owner = row.lease_end = None
    return len(found)
