"""Brings a record database to the newest layout, step by step, safely where several processes start at once."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text

from db.files import step
from db.records.engine import Records

MIGRATIONS = Path(__file__).parent.parent / "migrations"
# any number that nothing else in the database uses: it only has to be the same in every process
_POSTGRES_LOCK = 4_613_711_302


def migration_config(connection: Connection | None = None) -> Config:
    """Alembic's configuration, on an open connection where one is given."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


async def migrate(records: Records) -> None:
    """Applies every migration that the database has not seen; one process at a time, all or nothing."""
    if records.sqlite_file is not None:
        records.sqlite_file.parent.mkdir(parents=True, exist_ok=True)
    async with records.engine.execution_options(writes=True).begin() as connection:
        await connection.run_sync(_upgrade)
        step("before-commit")
    step("after-commit")


def _upgrade(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _POSTGRES_LOCK})
    command.upgrade(migration_config(connection), "head")
