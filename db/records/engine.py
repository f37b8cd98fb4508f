"""Opens the record database: SQLite or PostgreSQL by URL, with a session for each call."""

import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from asyncpg import PostgresError
from sqlalchemy import Connection, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlmodel.ext.asyncio.session import AsyncSession

from db.files import step
from domain.errors import RecordsUnreachableError

DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg", "postgres": "postgresql+asyncpg"}
_PATIENCE = {"timeout": 5.0, "command_timeout": 60.0}
"""Seconds for a connection and for a statement of PostgreSQL: a host that is gone without a word says nothing for hours."""
_UNREACHABLE = "the service records cannot be reached now; try again in a second"
_LOST = ("08", "57P", "53300")
"""Beginnings of what PostgreSQL calls broken connections, its own end and beginning, and too many connections."""


@dataclass(frozen=True, slots=True)
class Records:
    """An open record database; `reading` and `writing` give a session of their own to every call.

    Both raise RecordsUnreachableError where PostgreSQL cannot be reached.
    """

    engine: AsyncEngine

    @property
    def sqlite_file(self) -> Path | None:
        """The file of a SQLite database, None for PostgreSQL."""
        return sqlite_file(self.engine.url)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        """A session that reads one consistent state."""
        with self._telling_unreachable():
            async with AsyncSession(self.engine, expire_on_commit=False) as session:
                yield session

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncSession]:
        """A session that commits at its end, or changes nothing where an exception leaves it."""
        # SQLite refuses to make a reader a writer late, without waiting: a writer says so from the beginning
        engine = self.engine.execution_options(writes=True)
        with self._telling_unreachable():
            async with AsyncSession(engine, expire_on_commit=False) as session:
                async with session.begin():
                    yield session
                    step("before-commit")
                step("after-commit")

    @contextmanager
    def _telling_unreachable(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            if self.sqlite_file is not None or isinstance(error, RecordsUnreachableError):
                raise
            raise RecordsUnreachableError(_UNREACHABLE) from error
        except DBAPIError as error:
            if error.connection_invalidated or _is_lost(error.orig):
                raise RecordsUnreachableError(_UNREACHABLE) from error
            raise
        except PostgresError as error:  # of a server that is not ready for connections
            if _is_lost(error):
                raise RecordsUnreachableError(_UNREACHABLE) from error
            raise

    async def close(self) -> None:
        """Closes every connection."""
        await self.engine.dispose()


def _is_lost(error: BaseException | None) -> bool:
    return str(getattr(error, "sqlstate", None) or "").startswith(_LOST)


def parse_url(text: str) -> URL:
    """The URL with its asynchronous driver; ValueError where it is not `sqlite:///file` or `postgresql://...`."""
    try:
        url = make_url(text)
    except ArgumentError as error:
        raise ValueError("not a URL") from error
    driver = DRIVERS.get(url.get_backend_name())
    if driver is None or (driver.startswith("sqlite") and not url.database):
        raise ValueError("not a database that records can be kept in")
    return url.set(drivername=driver)


def sqlite_url(file: Path) -> str:
    """The URL of a SQLite file."""
    return URL.create("sqlite", database=str(file)).render_as_string(hide_password=False)


def sqlite_file(url: URL) -> Path | None:
    """The file that a URL names, None for PostgreSQL."""
    if url.get_backend_name() != "sqlite":
        return None
    return Path(url.database or "")


def open_records(text: str) -> Records:
    """Opens the database of a URL (see `parse_url`); nothing is connected yet."""
    url = parse_url(text)
    file = sqlite_file(url)
    if file is None:
        return Records(create_async_engine(url, pool_pre_ping=True, connect_args=_PATIENCE))
    engine = create_async_engine(url)
    event.listen(engine.sync_engine, "connect", _prepare_sqlite)
    event.listen(engine.sync_engine, "begin", _begin_sqlite)
    return Records(engine)


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # the driver's own transactions begin late and never around DDL: _begin_sqlite begins them
    connection.isolation_level = None
    cursor: sqlite3.Cursor = connection.cursor()
    for pragma in ("busy_timeout = 30000", "journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
