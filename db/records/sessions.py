"""Browser sessions: opened with a token or a one-time code, ended by the browser or with the token."""

import secrets
from datetime import datetime

from sqlmodel import col, delete, select, update

from db.records.engine import Records
from db.records.models import CodeRow, SessionRow
from db.records.tokens import digest_of
from domain.scope import Scope


async def create_code(records: Records, *, token_id: str, expires_at: datetime) -> str:
    """Makes a code that opens one session in the name of a token, and gives its text."""
    code = secrets.token_urlsafe(24)
    async with records.writing() as session:
        session.add(CodeRow(digest=digest_of(code), token_id=token_id, expires_at=expires_at))
    return code


async def redeem_code(records: Records, code: str, now: datetime) -> str | None:
    """The id of the token that a code stands for, at most once; None for an unknown, used or expired code."""
    async with records.writing() as session:
        used = await session.exec(
            update(CodeRow)
            .where(
                col(CodeRow.digest) == digest_of(code), col(CodeRow.used_at).is_(None), col(CodeRow.expires_at) > now
            )
            .values(used_at=now)
        )
        if used.rowcount != 1:
            return None
        return (await session.exec(select(CodeRow.token_id).where(CodeRow.digest == digest_of(code)))).one()


async def open_session(records: Records, *, token_id: str, now: datetime, expires_at: datetime) -> SessionRow:
    """Opens a session of a token; sessions and codes that are over are removed on the way."""
    row = SessionRow(id=secrets.token_urlsafe(24), token_id=token_id, created_at=now, expires_at=expires_at)
    return await _open(records, row, now)


async def open_member_session(records: Records, *, scope: Scope, now: datetime, expires_at: datetime) -> SessionRow:
    """Opens a session of a member whom the identity provider vouches for, of its own scope and end."""
    row = SessionRow(
        id=secrets.token_urlsafe(24),
        publisher_id=scope.publisher_id,
        role=scope.role,
        member=scope.member,
        member_id=scope.member_id,
        created_at=now,
        expires_at=expires_at,
    )
    return await _open(records, row, now)


async def _open(records: Records, row: SessionRow, now: datetime) -> SessionRow:
    async with records.writing() as session:
        await session.exec(delete(SessionRow).where(col(SessionRow.expires_at) <= now))
        await session.exec(delete(CodeRow).where(col(CodeRow.expires_at) <= now))
        session.add(row)
    return row


async def end_session(records: Records, session_id: str, now: datetime) -> None:
    """Ends a session; an unknown one is none."""
    async with records.writing() as session:
        await session.exec(
            update(SessionRow)
            .where(col(SessionRow.id) == session_id, col(SessionRow.ended_at).is_(None))
            .values(ended_at=now)
        )
