"""Migrations from the first layout up, with rows in it, over SQLite and PostgreSQL."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from db.records.engine import Records, open_records
from db.records.migration import migrate, migration_config
from db.records.publishers import list_publishers
from db.records.registry import open_registry
from db.records.revisions import Revisions, read_revisions
from db.records.tokens import list_tokens
from domain.scope import Role, Scope, TokenRole
from tests.db.test_records import _drop_all

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
FIRST = "0001"
ROWS: dict[str, dict[str, object]] = {
    "publishers": {"id": "acme", "name": "Acme Oy", "zone": "Europe/Helsinki"},
    "tokens": {
        "id": "t1", "publisher_id": "acme", "role": "OWNER", "name": "robot", "digest": "d" * 64,
        "created_at": AT, "expires_at": None, "revoked_at": None,
    },
    "sessions": {"id": "s1", "token_id": "t1", "created_at": AT, "expires_at": AT.replace(year=2099), "ended_at": None},
    "codes": {"digest": "c" * 64, "token_id": "t1", "expires_at": AT, "used_at": None},
    "loads": {"id": "l1", "publisher_id": "acme", "number": 1, "loaded_at": AT, "files": 2, "rows": 3_000_000_000},
}  # fmt: skip


def run(url: str, work: Callable[[Records], Awaitable[None]]) -> None:
    """Does some work on an empty database."""

    async def all_of_it() -> None:
        records = open_records(url)
        try:
            async with records.engine.execution_options(writes=True).begin() as connection:
                await connection.run_sync(_drop_all)
            await work(records)
        finally:
            await records.close()

    asyncio.run(all_of_it())


def revisions() -> list[str]:
    """Every revision, the first one first."""
    scripts = ScriptDirectory.from_config(migration_config())
    return [script.revision for script in scripts.walk_revisions()][::-1]


async def upgrade(records: Records, revision: str) -> None:
    def apply(connection: Connection) -> None:
        command.upgrade(migration_config(connection), revision)

    async with records.engine.execution_options(writes=True).begin() as connection:
        await connection.run_sync(apply)


async def insert(records: Records) -> None:
    def apply(connection: Connection) -> None:
        for table, row in ROWS.items():
            role = ", CAST(:role AS role)" if connection.dialect.name == "postgresql" else ", :role"
            values = "".join(role if name == "role" else f", :{name}" for name in row)[2:]
            given = {
                name: value.isoformat(" ") if lite and isinstance(value, datetime) else value
                for name, value in row.items()
            }
            connection.execute(text(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({values})"), given)

    lite = records.sqlite_file is not None
    async with records.engine.execution_options(writes=True).begin() as connection:
        await connection.run_sync(apply)


def test_there_is_one_line_of_revisions_from_the_first() -> None:
    assert revisions()[0] == FIRST
    assert len(ScriptDirectory.from_config(migration_config()).get_heads()) == 1


def test_rows_of_the_first_layout_live_in_the_newest(records_url: str) -> None:
    async def work(records: Records) -> None:
        await upgrade(records, FIRST)
        await insert(records)
        for revision in revisions()[1:]:  # one after another, as an installation met them
            await upgrade(records, revision)
        await migrate(records)
        assert [(row.id, row.name, row.zone) for row in await list_publishers(records)] == [
            ("acme", "Acme Oy", "Europe/Helsinki")
        ]
        (token,) = await list_tokens(records)
        assert (token.id, token.role, token.digest, token.created_at) == ("t1", TokenRole.OWNER, "d" * 64, AT)
        registry = open_registry(records)
        known = await registry.known(AT)
        registry.close()
        assert known.tokens["d" * 64].scope == Scope("acme", Role.OWNER, "robot", "t1")
        assert known.sessions["s1"].scope.member_id == "t1"
        async with records.engine.connect() as connection:
            for table in ROWS:
                assert (await connection.execute(text(f"SELECT count(*) FROM {table}"))).scalar() == 1
            assert (await connection.execute(text("SELECT rows FROM loads"))).scalar() == 3_000_000_000

    run(records_url, work)


def test_all_at_once_is_the_same_as_one_after_another(records_url: str) -> None:
    async def work(records: Records) -> None:
        await upgrade(records, FIRST)
        await insert(records)
        await migrate(records)
        await migrate(records)
        assert len(await list_tokens(records)) == 1
        newest = revisions()[-1]
        assert await read_revisions(records) == Revisions(newest, newest, True)

    run(records_url, work)


def test_revisions_are_read_and_nothing_is_changed(records_url: str) -> None:
    async def work(records: Records) -> None:
        newest = revisions()[-1]
        assert await read_revisions(records) == Revisions(None, newest, True)
        await upgrade(records, FIRST)
        assert await read_revisions(records) == Revisions(FIRST, newest, True)
        async with records.engine.execution_options(writes=True).begin() as connection:
            await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        assert await read_revisions(records) == Revisions("9999", newest, False)

    run(records_url, work)


def test_a_file_that_is_not_there_is_not_made(tmp_path_factory: pytest.TempPathFactory) -> None:
    file = tmp_path_factory.mktemp("none") / "records.sqlite"
    records = open_records(f"sqlite:///{file}")
    assert asyncio.run(read_revisions(records)).current is None
    assert not file.exists()
