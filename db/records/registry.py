"""Tokens, sessions and publishers in memory, re-read when the records changed: what every request is checked against."""

import asyncio
import sqlite3
from datetime import datetime
from typing import Protocol

from db.records.engine import Records
from db.records.known import Known, read_known
from db.records.looking import PostgresRegistry


class Registry(Protocol):
    """Gives tokens and sessions from memory."""

    async def known(self, now: datetime) -> Known:
        """What the records say; on PostgreSQL at most a second old, and five where it cannot be reached."""

    async def refreshed(self, now: datetime) -> Known:
        """What the records say this moment: for a token or session that is not in memory."""

    def close(self) -> None:
        """Closes what watches the records."""


def open_registry(records: Records) -> Registry:
    """The registry of records of either kind; nothing is read yet."""
    return PostgresRegistry(records) if records.sqlite_file is None else SqliteRegistry(records)


class SqliteWatch:
    """Asks SQLite's `data_version`, some microseconds: it changes with every commit of another connection.

    Only then it asks the number of changes to what a registry reads, so that what is written every second is not a reason to read all.
    """

    def __init__(self, records: Records) -> None:
        self._connection = sqlite3.connect(str(records.sqlite_file), check_same_thread=False, isolation_level=None)
        self._seen: int | None = None
        self._number: int | None = None

    def changed(self) -> bool:
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


class SqliteRegistry:
    """Of records in SQLite, which tell each change at once; one re-read at a time, however many ask."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self._watch = SqliteWatch(records)
        self._known: Known | None = None
        self._stale = True
        self._watched = False
        self._reading = asyncio.Lock()

    async def known(self, now: datetime) -> Known:  # noqa: ARG002
        """What the records say."""
        if not self._watched:
            # once in a turn of the loop: what is asked in a turn was there before it began
            self._watched = True
            asyncio.get_running_loop().call_soon(self._watch_again)
            self._stale = self._watch.changed() or self._stale
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
        self._watched = False
        return await self.known(now)

    async def _read(self) -> Known:
        # set before reading: a commit that comes in between is read the next time
        self._stale = False
        try:
            return await read_known(self._records)
        except BaseException:
            self._stale = True
            raise

    def close(self) -> None:
        """Closes the watch."""
        self._watch.close()
