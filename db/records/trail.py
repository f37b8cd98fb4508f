"""The audit trail and the last use of tokens: noted in memory within microseconds, written together, listed and swept."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam
from sqlmodel import col, delete, func, insert, or_, select, update

from db.records.engine import Records
from db.records.models import AuditRow, TokenRow
from domain.audit import AuditAction, AuditEntry, AuditEvent
from domain.scope import Role

MOST = 50_000
"""The most different entries that wait to be written."""


@dataclass(slots=True)
class _Noted:
    """Since when, and how many times."""

    at: datetime
    times: int = 1


class Trail:
    """Of one event loop. What does not fit is counted as lost, and nobody waits."""

    def __init__(self, records: Records, most: int = MOST) -> None:
        self._records, self._most = records, most
        self._entries: dict[AuditEntry, _Noted] = {}
        self._uses: dict[str, datetime] = {}
        self._writing = asyncio.Lock()
        self._lost = 0

    def record(self, entry: AuditEntry, at: datetime) -> None:
        """Notes that something was done; the like of it since the last writing becomes one line with a number of times."""
        noted = self._entries.get(entry)
        if noted is not None:
            noted.times += 1
        elif len(self._entries) < self._most:
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
        """Writes what waits; where that fails, it goes on waiting and the error is raised."""
        async with self._writing:
            if not self._entries and not self._uses:
                return
            entries, self._entries = self._entries, {}
            uses, self._uses = self._uses, {}
            try:
                await write_trail(self._records, [_row(*each) for each in entries.items()], uses)
            except BaseException:
                self._take_back(entries, uses)
                raise

    def _take_back(self, entries: dict[AuditEntry, _Noted], uses: dict[str, datetime]) -> None:
        later, self._entries = self._entries, entries
        for entry, noted in later.items():
            known = entries.get(entry)
            if known is not None:
                known.times += noted.times
            elif len(entries) < self._most:
                entries[entry] = noted
            else:
                self._lost += noted.times
        self._uses = {**uses, **self._uses}


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


async def write_trail(records: Records, rows: Sequence[Mapping[str, Any]], uses: Mapping[str, datetime]) -> None:
    """Writes lines and last uses in one transaction."""
    used = (
        update(TokenRow)
        .where(
            col(TokenRow.id) == bindparam("token"),
            or_(col(TokenRow.last_used_at).is_(None), col(TokenRow.last_used_at) < bindparam("moment")),
        )
        .values(last_used_at=bindparam("moment"))
    )
    async with records.writing() as session:
        connection = await session.connection()
        if rows:
            await connection.execute(insert(AuditRow), list(rows))
        if uses:
            await connection.execute(used, [{"token": token, "moment": uses[token]} for token in sorted(uses)])


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
