"""Tokens, sessions and publishers in memory, re-read when the records changed: what every request is checked against."""

import asyncio
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Generic, Protocol, TypeGuard, TypeVar

from sqlmodel import col, select

from db.records.engine import Records
from db.records.models import PublisherRow, SessionRow, TokenRow
from domain.scope import Loader, Role, Scope, TokenRole

POLL = timedelta(seconds=1)
Bearer = TypeVar("Bearer", bound=Scope | Loader, covariant=True)


@dataclass(frozen=True, slots=True)
class KnownToken(Generic[Bearer]):
    """A token, and who bears it; `digest` is the SHA-256 of its text."""

    token_id: str
    digest: str
    scope: Bearer
    expires_at: datetime | None

    def is_valid(self, now: datetime) -> bool:
        """Whether it has not expired."""
        return self.expires_at is None or now < self.expires_at


@dataclass(frozen=True, slots=True)
class KnownSession:
    """A session that was not ended; its scope is that of its token, or of a member of the identity provider."""

    session_id: str
    scope: Scope
    expires_at: datetime

    def is_valid(self, now: datetime) -> bool:
        """Whether neither the session nor its token has expired."""
        return now < self.expires_at


@dataclass(frozen=True, slots=True)
class KnownPublisher:
    """What a publisher is called, and the IANA name of its time zone."""

    name: str
    zone: str


@dataclass(frozen=True, slots=True)
class Known:
    """Publishers by id, tokens by digest, those that only bring reports and those that were revoked apart, sessions by id."""

    publishers: Mapping[str, KnownPublisher]
    tokens: Mapping[str, KnownToken[Scope]]
    loaders: Mapping[str, KnownToken[Loader]]
    revoked: Mapping[str, KnownToken[Scope | Loader]]
    sessions: Mapping[str, KnownSession]


class Watch(Protocol):
    """Tells whether the records may have changed since it was asked last; `precise` where it never misses a change."""

    precise: bool

    def changed(self, now: datetime) -> bool: ...

    def close(self) -> None: ...


class SqliteWatch:
    """Asks SQLite's `data_version`, some microseconds: it changes with every commit of another connection.

    Only then it asks the number of changes to what a registry reads, so that what is written every second is not a reason to read all.
    """

    precise = True

    def __init__(self, records: Records) -> None:
        self._connection = sqlite3.connect(str(records.sqlite_file), check_same_thread=False, isolation_level=None)
        self._seen: int | None = None
        self._number: int | None = None

    def changed(self, now: datetime) -> bool:  # noqa: ARG002
        """True the first time and after every commit that changed publishers, tokens or sessions."""
        version: int = self._connection.execute("PRAGMA data_version").fetchone()[0]
        if version == self._seen:
            return False
        self._seen = version
        number: int = self._connection.execute("SELECT number FROM changes").fetchone()[0]
        changed, self._number = number != self._number, number
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
        self._watched = False
        self._reading = asyncio.Lock()

    async def known(self, now: datetime) -> Known:
        """What the records say; on PostgreSQL at most a second old."""
        if not self._watched:
            # once in a turn of the loop: what is asked in a turn was there before it began
            self._watched = True
            asyncio.get_running_loop().call_soon(self._watch_again)
            self._stale = self._watch.changed(now) or self._stale
        if self._known is not None and not self._stale and not self._reading.locked():
            return self._known
        async with self._reading:
            if self._known is None or self._stale:
                self._known = await self._read()
            return self._known

    def _watch_again(self) -> None:
        self._watched = False

    async def refreshed(self, now: datetime) -> Known:
        """What the records say this moment: for a token or session that is not in memory."""
        if self._watch.precise:
            self._watched = False
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
        found = {row.id: (_known_token(row), row.revoked_at is None) for row in await session.exec(select(TokenRow))}
        rows = await session.exec(select(SessionRow).where(col(SessionRow.ended_at).is_(None)))
        sessions = {row.id: known for row in rows if (known := _known_session(row, found)) is not None}
    tokens = {token.digest: token for token, stands in found.values() if stands and is_asking(token)}
    loaders = {token.digest: token for token, stands in found.values() if stands and is_loading(token)}
    revoked = {token.digest: token for token, stands in found.values() if not stands}
    return Known(
        MappingProxyType(publishers),
        MappingProxyType(tokens),
        MappingProxyType(loaders),
        MappingProxyType(revoked),
        MappingProxyType(sessions),
    )


def is_asking(token: KnownToken[Scope | Loader]) -> TypeGuard[KnownToken[Scope]]:
    """Whether a token asks questions."""
    return isinstance(token.scope, Scope)


def is_loading(token: KnownToken[Scope | Loader]) -> TypeGuard[KnownToken[Loader]]:
    """Whether a token only brings reports."""
    return isinstance(token.scope, Loader)


def _known_session(
    row: SessionRow, tokens: Mapping[str, tuple[KnownToken[Scope | Loader], bool]]
) -> KnownSession | None:
    """A session as it counts; None where its token does not stand any more."""
    if row.token_id is not None:
        token, stands = tokens[row.token_id]
        end = row.expires_at if token.expires_at is None else min(row.expires_at, token.expires_at)
        return KnownSession(row.id, token.scope, end) if stands and is_asking(token) else None
    if row.publisher_id is None or row.role is None or row.member is None or row.member_id is None:
        return None
    return KnownSession(row.id, Scope(row.publisher_id, row.role, row.member, row.member_id), row.expires_at)


def _known_token(row: TokenRow) -> KnownToken[Scope | Loader]:
    if row.role is TokenRole.LOADER:
        return KnownToken(row.id, row.digest, Loader(row.publisher_id, row.name, row.id), row.expires_at)
    scope = Scope(row.publisher_id, Role(row.role.value), row.name, row.id)
    return KnownToken(row.id, row.digest, scope, row.expires_at)
