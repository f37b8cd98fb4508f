"""What is asked of a record database as such: which layout it has, which ones this program knows, and what time it is there."""

from dataclasses import dataclass
from datetime import datetime

from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text

from db.records.engine import Records
from db.records.migration import migration_config


@dataclass(frozen=True, slots=True)
class Revisions:
    """`current`: of the database, None before its first migration; `newest`: of this program; `known`: it can be migrated."""

    current: str | None
    newest: str
    known: bool


async def read_revisions(records: Records) -> Revisions:
    """Reads it; changes nothing. A SQLite file that is not there yet has none."""
    scripts = ScriptDirectory.from_config(migration_config())
    newest = scripts.get_current_head()
    assert newest is not None
    file = records.sqlite_file
    if file is not None and not file.exists():
        return Revisions(None, newest, True)
    async with records.engine.connect() as connection:
        current = await connection.run_sync(_read)
    known = {script.revision for script in scripts.walk_revisions()}
    return Revisions(current, newest, current is None or current in known)


def _read(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return found


async def read_clock(records: Records) -> datetime | None:
    """The moment by the database server's own clock; None where there is no server."""
    if records.sqlite_file is not None:
        return None
    async with records.engine.connect() as connection:
        found: datetime | None = (await connection.execute(text("SELECT clock_timestamp()"))).scalar()
    return found
