"""The audit trail and the last use of tokens: noted in memory within microseconds, written together, listed and swept."""

import asyncio
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, text
from sqlmodel import col, delete, func, insert, or_, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from db.records.engine import Records
from db.records.models import AuditRow, AuditWriterRow, TokenRow
from db.records.upserts import insert_into
from domain.audit import AuditAction, AuditEntry, AuditEvent
from domain.scope import Role

MOST = 50_000
"""The most different entries that wait to be written."""
# any number that nothing else in the database uses
_POSTGRES_LOCK = 4_613_711_303


@dataclass(slots=True)
class _Noted:
    """Since when, and how many times."""

    at: datetime
    times: int = 1


@dataclass(frozen=True, slots=True)
class Batch:
    """Lines and last uses (token id -> moment) that are written together, and once: whoever does not know whether they were tries again.

    `writer` tells who writes, `number` counts its batches from 1.
    """

    writer: str
    number: int
    rows: Sequence[Mapping[str, Any]]
    uses: Mapping[str, datetime]

    @property
    def at(self) -> datetime:
        """The newest moment in it."""
        moments: list[datetime] = [*(row["at"] for row in self.rows), *self.uses.values()]
        return max(moments)


class Trail:
    """Of one event loop. What does not fit is counted as lost, and nobody waits."""

    def __init__(self, records: Records, most: int = MOST) -> None:
        self._records, self._most = records, most
        self._entries: dict[AuditEntry, _Noted] = {}
        self._uses: dict[str, datetime] = {}
        self._writing = asyncio.Lock()
        self._lost = 0
        self._writer, self._number = secrets.token_hex(8), 0
        self._batch: Batch | None = None

    @property
    def waiting(self) -> int:
        """Lines that are not known to be written."""
        return len(self._entries) + (len(self._batch.rows) if self._batch else 0)

    def record(self, entry: AuditEntry, at: datetime) -> None:
        """Notes that something was done; the like of it since the last writing becomes one line with a number of times."""
        noted = self._entries.get(entry)
        if noted is not None:
            noted.times += 1
        elif self.waiting < self._most:
            self._entries[entry] = _Noted(at)
        else:
            self._lost += 1

    def use(self, token_id: str, at: datetime) -> None:
        """Notes that a token was used."""
        self._uses[token_id] = at

    def take_lost(self) -> int:
        """How many entries did not fit since this was asked last."""
        lost, self._lost = self._lost, 0
        return lost

    async def flush(self) -> None:
        """Writes what waits; where that fails, it goes on waiting and the error is raised.

        What may or may not have been written is tried again as it was, so that it is there once.
        """
        async with self._writing:
            while self._batch or self._entries or self._uses:
                self._batch = self._batch or self._gather()
                await write_trail(self._records, self._batch)
                self._batch = None

    def _gather(self) -> Batch:
        self._number += 1
        batch = Batch(self._writer, self._number, [_row(*each) for each in self._entries.items()], self._uses)
        self._entries, self._uses = {}, {}
        return batch

    async def close(self) -> None:
        """Forgets which batch was the last: there is no next one."""
        async with self._records.writing() as session:
            await session.exec(delete(AuditWriterRow).where(col(AuditWriterRow.writer) == self._writer))


def audit_row(entry: AuditEntry, at: datetime) -> AuditRow:
    """A line of one thing done once, for who writes it together with what was done."""
    return AuditRow(**_row(entry, _Noted(at)))


def _row(entry: AuditEntry, noted: _Noted) -> dict[str, Any]:
    return {
        "at": noted.at,
        "times": noted.times,
        "publisher_id": entry.publisher_id,
        "member_id": entry.member_id,
        "member": entry.member,
        "role": entry.role and entry.role.value,
        "action": entry.action.value,
        "operation": entry.operation,
        "document": entry.document,
        "personal_fields": ",".join(entry.delivered.fields),
        "customers": entry.delivered.customers,
        "exports": ",".join(entry.exports),
        "token_id": entry.token_id,
        "code": entry.code,
    }


async def write_trail(records: Records, batch: Batch) -> None:
    """Writes a batch in one transaction, unless it was written before."""
    used = (
        update(TokenRow)
        .where(
            col(TokenRow.id) == bindparam("token"),
            or_(col(TokenRow.last_used_at).is_(None), col(TokenRow.last_used_at) < bindparam("moment")),
        )
        .values(last_used_at=bindparam("moment"))
    )
    uses = batch.uses
    async with records.writing() as session:
        connection = await session.connection()
        if batch.rows:
            await write_in_order(session)
            if await _is_new(session, batch):
                await connection.execute(insert(AuditRow), list(batch.rows))
        if uses:
            await connection.execute(used, [{"token": token, "moment": uses[token]} for token in sorted(uses)])


async def write_in_order(session: AsyncSession) -> None:
    """Until the session ends nobody else writes lines: numbers appear in their order, so that who follows the trail misses none.

    Asked for before any row is changed: who waits for it holds nothing that its holder may want.
    """
    connection = await session.connection()
    if connection.dialect.name == "postgresql":  # SQLite has one writer at a time anyway
        await connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _POSTGRES_LOCK})


async def _is_new(session: AsyncSession, batch: Batch) -> bool:
    """Notes a batch as its writer's last; False where it is that already."""
    connection = await session.connection()
    made = insert_into(connection, AuditWriterRow).values(writer=batch.writer, batch=batch.number, at=batch.at)
    noted = made.on_conflict_do_update(
        index_elements=["writer"],
        set_={"batch": made.excluded.batch, "at": made.excluded.at},
        where=col(AuditWriterRow.batch) < made.excluded.batch,
    )
    return (await connection.execute(noted)).rowcount == 1


async def read_trail(
    records: Records, publisher_id: str, most: int, *, older_than: int | None, newer_than: int | None, oldest: bool
) -> list[AuditEvent]:
    """A publisher's events between two numbers, neither included, newest first: the newest `most` of them, or the oldest."""
    number = col(AuditRow.number)
    limits = [col(AuditRow.publisher_id) == publisher_id]
    limits += [number < older_than] if older_than is not None else []
    limits += [number > newer_than] if newer_than is not None else []
    statement = select(AuditRow).where(*limits).order_by(number if oldest else number.desc()).limit(most)
    async with records.reading() as session:
        events = [_event(row) for row in await session.exec(statement)]
    return events[::-1] if oldest else events


async def count_trail(records: Records, publisher_id: str) -> int:
    """A publisher's events."""
    async with records.reading() as session:
        statement = select(func.count()).select_from(AuditRow).where(col(AuditRow.publisher_id) == publisher_id)
        return (await session.exec(statement)).one()


async def sweep_trail(records: Records, before: datetime) -> None:
    """Removes what is older than a moment."""
    async with records.writing() as session:
        await session.exec(delete(AuditRow).where(col(AuditRow.at) < before))
        await session.exec(delete(AuditWriterRow).where(col(AuditWriterRow.at) < before))


def _event(row: AuditRow) -> AuditEvent:
    assert row.number is not None
    return AuditEvent(
        number=row.number,
        at=row.at,
        times=row.times,
        member_id=row.member_id,
        member=row.member,
        role=Role(row.role) if row.role else None,
        action=AuditAction(row.action),
        operation=row.operation,
        document=row.document,
        personal_fields=_names(row.personal_fields),
        customers=row.customers,
        exports=_names(row.exports),
        token_id=row.token_id,
        code=row.code,
    )


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split(",")) if text else ()
