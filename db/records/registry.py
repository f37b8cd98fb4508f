"""Tokens, sessions and publishers in memory, re-read when the records changed: what every request is checked against."""

import asyncio
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Protocol

from sqlmodel import col, select

from db.records.engine import Records
from db.records.models import PublisherRow, SessionRow, TokenRow
from domain.scope import Scope

POLL = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class KnownToken:
    """A token that was not revoked; `digest` is the SHA-256 of its text."""

    token_id: str
    digest: str
    scope: Scope
    expires_at: datetime | None

    def is_valid(self, now: datetime) -> bool:
        """Whether it has not expired."""
        return self.expires_at is None or now < self.expires_at


@dataclass(frozen=True, slots=True)
class KnownSession:
    """A session that was not ended, with its token."""

    session_id: str
    token: KnownToken
    expires_at: datetime

    def is_valid(self, now: datetime) -> bool:
        """Whether neither the session nor its token has expired."""
        return now < self.expires_at and self.token.is_valid(now)


@dataclass(frozen=True, slots=True)
class KnownPublisher:
    """What a publisher is called, and the IANA name of its time zone."""

    name: str
    zone: str


@dataclass(frozen=True, slots=True)
class Known:
    """Publishers by id, tokens by digest, sessions by id."""

    publishers: Mapping[str, KnownPublisher]
    tokens: Mapping[str, KnownToken]
    sessions: Mapping[str, KnownSession]


class Watch(Protocol):
    """Tells whether the records may have changed since it was asked last; `precise` where it never misses a change."""

    precise: bool

    def changed(self, now: datetime) -> bool: ...

    def close(self) -> None: ...


class SqliteWatch:
    """Asks SQLite's `data_version`, some microseconds: it changes with every commit of another connection."""

    precise = True

    def __init__(self, records: Records) -> None:
        self._connection = sqlite3.connect(str(records.sqlite_file), check_same_thread=False, isolation_level=None)
        self._seen: int | None = None

    def changed(self, now: datetime) -> bool:  # noqa: ARG002
        """True the first time and after every commit."""
        version: int = self._connection.execute("PRAGMA data_version").fetchone()[0]
        changed = version != self._seen
        self._seen = version
        return changed

    def close(self) -> None:
        """Closes its connection."""
        self._connection.close()


class PollWatch:
    """For PostgreSQL: the records count as changed each second."""

    precise = False

    def __init__(self) -> None:
        self._asked: datetime | None = None

    def changed(self, now: datetime) -> bool:
        """True the first time and when the last time is a second ago."""
        changed = self._asked is None or now - self._asked >= POLL or now < self._asked
        if changed:
            self._asked = now
        return changed

    def close(self) -> None:
        """Nothing is open."""


class Registry:
    """Gives tokens and sessions from memory; one re-read at a time, however many ask."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self._watch: Watch = PollWatch() if records.sqlite_file is None else SqliteWatch(records)
        self._known: Known | None = None
        self._stale = True
        self._reading = asyncio.Lock()

    async def known(self, now: datetime) -> Known:
        """What the records say; on PostgreSQL at most a second old."""
        self._stale = self._watch.changed(now) or self._stale
        if self._known is not None and not self._stale and not self._reading.locked():
            return self._known
        async with self._reading:
            if self._known is None or self._stale:
                self._known = await self._read()
            return self._known

    async def refreshed(self, now: datetime) -> Known:
        """What the records say this moment: for a token or session that is not in memory."""
        if self._watch.precise:
            return await self.known(now)
        async with self._reading:
            self._known = await self._read()
            return self._known

    async def _read(self) -> Known:
        # set before reading: a commit that comes in between is read the next time
        self._stale = False
        try:
            return await _read(self._records)
        except BaseException:
            self._stale = True
            raise

    def close(self) -> None:
        """Closes the watch."""
        self._watch.close()


async def _read(records: Records) -> Known:
    async with records.reading() as session:
        publishers = {row.id: KnownPublisher(row.name, row.zone) for row in await session.exec(select(PublisherRow))}
        tokens = await session.exec(select(TokenRow).where(col(TokenRow.revoked_at).is_(None)))
        by_id = {row.id: _known_token(row) for row in tokens}
        sessions = await session.exec(select(SessionRow).where(col(SessionRow.ended_at).is_(None)))
        open_sessions = {
            row.id: KnownSession(row.id, by_id[row.token_id], row.expires_at)
            for row in sessions
            if row.token_id in by_id
        }
    by_digest = {token.digest: token for token in by_id.values()}
    return Known(MappingProxyType(publishers), MappingProxyType(by_digest), MappingProxyType(open_sessions))


def _known_token(row: TokenRow) -> KnownToken:
    return KnownToken(row.id, row.digest, Scope(row.publisher_id, row.role, row.name), row.expires_at)
