"""Service records, the same suite over SQLite and PostgreSQL."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import Connection, MetaData, create_engine, event, inspect, text
from sqlmodel import SQLModel

from db.records.engine import Records, open_records, parse_url
from db.records.migration import migrate
from db.records.models import LoadRow, PublisherRow, TokenRow
from db.records.publishers import list_publishers, reconcile
from db.records.registry import open_registry
from db.records.sessions import create_code, end_session, open_session, redeem_code
from db.records.tokens import create_token, digest_of, list_tokens, revoke_token
from domain.errors import NotFoundError
from domain.scope import Role, Scope, TokenRole

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
Work = Callable[[Records], Awaitable[None]]


@asynccontextmanager
async def fresh_records(url: str) -> AsyncIterator[Records]:
    records = open_records(url)
    try:
        async with records.engine.execution_options(writes=True).begin() as connection:
            await connection.run_sync(_drop_all)
        await migrate(records)
        yield records
    finally:
        await records.close()


def _drop_all(connection: Connection) -> None:
    found = MetaData()
    found.reflect(connection)
    found.drop_all(connection)
    if connection.dialect.name == "postgresql":
        connection.execute(text("DROP TYPE IF EXISTS role"))


def run(url: str, work: Work) -> None:
    async def all_of_it() -> None:
        async with fresh_records(url) as records:
            await reconcile(records, [publisher()], [])
            await work(records)

    asyncio.run(all_of_it())


def publisher(id_: str = "acme", name: str = "Acme Oy", zone: str = "Europe/Helsinki") -> PublisherRow:
    return PublisherRow(id=id_, name=name, zone=zone)


def load(id_: str, number: int = 1, rows: int = 3_000_000_000) -> LoadRow:
    return LoadRow(id=id_, publisher_id="acme", number=number, loaded_at=NOON, files=1, rows=rows)


async def make_token(records: Records, expires_at: datetime | None = None) -> tuple[TokenRow, str]:
    return await create_token(
        records, publisher_id="acme", role=Role.OWNER, name="robot", created_at=NOON, expires_at=expires_at
    )


def test_a_token_is_kept_as_its_hash_alone(records_url: str) -> None:
    async def work(records: Records) -> None:
        row, token = await make_token(records, NOON + HOUR)
        assert token.startswith("hf_")
        assert len(token) == 46
        (kept,) = await list_tokens(records)
        assert kept.model_dump() == {
            "id": row.id,
            "publisher_id": "acme",
            "role": TokenRole.OWNER,
            "name": "robot",
            "digest": digest_of(token),
            "created_at": NOON,
            "expires_at": NOON + HOUR,
            "revoked_at": None,
            "last_used_at": None,
        }

    run(records_url, work)


def test_no_two_tokens_are_alike(records_url: str) -> None:
    async def work(records: Records) -> None:
        tokens = {(await make_token(records))[1] for _ in range(5)}
        assert len(tokens) == 5

    run(records_url, work)


def test_a_token_needs_a_publisher_with_loads(records_url: str) -> None:
    async def work(records: Records) -> None:
        with pytest.raises(NotFoundError) as refused:
            await create_token(
                records, publisher_id="nobody", role=Role.OWNER, name="x", created_at=NOON, expires_at=None
            )
        assert str(refused.value) == (
            "publisher 'nobody': not known; `./holdfast publishers` lists those that have loads"
        )
        assert await list_tokens(records) == ()

    run(records_url, work)


def test_tokens_are_listed_for_one_publisher(records_url: str) -> None:
    async def work(records: Records) -> None:
        await make_token(records)
        assert len(await list_tokens(records, "acme")) == 1
        assert await list_tokens(records, "other") == ()

    run(records_url, work)


def test_an_instant_comes_back_in_utc(records_url: str) -> None:
    async def work(records: Records) -> None:
        await make_token(records, NOON.astimezone(timezone(5 * HOUR)))
        (row,) = await list_tokens(records)
        assert row.expires_at == NOON
        assert row.expires_at.utcoffset() == timedelta(0)

    run(records_url, work)


def test_revoking_keeps_the_first_moment(records_url: str) -> None:
    async def work(records: Records) -> None:
        row, _ = await make_token(records)
        await revoke_token(records, row.id, NOON)
        await revoke_token(records, row.id, NOON + HOUR)
        assert [each.revoked_at for each in await list_tokens(records)] == [NOON]

    run(records_url, work)


def test_revoking_an_unknown_token_says_where_ids_are(records_url: str) -> None:
    async def work(records: Records) -> None:
        with pytest.raises(NotFoundError) as refused:
            await revoke_token(records, "0000", NOON)
        assert str(refused.value) == "token '0000': not known; `./holdfast token list` lists the ids"

    run(records_url, work)


def test_a_code_opens_once_and_before_it_expires(records_url: str) -> None:
    async def work(records: Records) -> None:
        row, _ = await make_token(records)
        code = await create_code(records, token_id=row.id, expires_at=NOON + HOUR)
        late = await create_code(records, token_id=row.id, expires_at=NOON)
        assert await redeem_code(records, code, NOON) == row.id
        assert await redeem_code(records, code, NOON) is None
        assert await redeem_code(records, late, NOON) is None
        assert await redeem_code(records, "garbage", NOON) is None

    run(records_url, work)


def test_a_code_redeemed_by_many_at_once_opens_once(records_url: str) -> None:
    async def work(records: Records) -> None:
        row, _ = await make_token(records)
        code = await create_code(records, token_id=row.id, expires_at=NOON + HOUR)
        found = await asyncio.gather(*(redeem_code(records, code, NOON) for _ in range(10)))
        assert [each for each in found if each is not None] == [row.id]

    run(records_url, work)


def test_the_registry_knows_scopes_by_digest(records_url: str) -> None:
    async def work(records: Records) -> None:
        row, token = await make_token(records, NOON + HOUR)
        registry = open_registry(records)
        known = (await registry.known(NOON)).tokens[digest_of(token)]
        assert known.token_id == row.id
        assert known.scope == Scope("acme", Role.OWNER, "robot", row.id)
        assert known.is_valid(NOON)
        assert known.is_valid(NOON + HOUR - timedelta(microseconds=1))
        assert not known.is_valid(NOON + HOUR)
        registry.close()

    run(records_url, work)


def test_the_registry_sees_a_revocation_within_a_second(records_url: str) -> None:
    async def work(records: Records) -> None:
        row, token = await make_token(records)
        registry = open_registry(records)
        assert digest_of(token) in (await registry.known(NOON)).tokens
        await revoke_token(records, row.id, NOON)
        assert (await registry.known(NOON + timedelta(seconds=1))).tokens == {}
        registry.close()

    run(records_url, work)


def test_the_registry_finds_what_came_after_it_read(records_url: str) -> None:
    async def work(records: Records) -> None:
        registry = open_registry(records)
        assert (await registry.known(NOON)).tokens == {}
        _, token = await make_token(records)
        assert digest_of(token) in (await registry.refreshed(NOON)).tokens
        registry.close()

    run(records_url, work)


def test_the_registry_answers_many_at_once(records_url: str) -> None:
    async def work(records: Records) -> None:
        _, token = await make_token(records)
        registry = open_registry(records)
        known = await asyncio.gather(*(registry.known(NOON) for _ in range(20)))
        assert all(digest_of(token) in each.tokens for each in known)
        registry.close()

    run(records_url, work)


def test_the_registry_knows_names_and_zones(records_url: str) -> None:
    async def work(records: Records) -> None:
        registry = open_registry(records)
        known = (await registry.known(NOON)).publishers["acme"]
        assert (known.name, known.zone) == ("Acme Oy", "Europe/Helsinki")
        registry.close()

    run(records_url, work)


def test_a_session_lives_until_it_is_ended(records_url: str) -> None:
    async def work(records: Records) -> None:
        row, _ = await make_token(records)
        session = await open_session(records, token_id=row.id, now=NOON, expires_at=NOON + HOUR)
        registry = open_registry(records)
        known = (await registry.known(NOON)).sessions[session.id]
        assert known.scope == Scope("acme", Role.OWNER, "robot", row.id)
        assert (known.is_valid(NOON), known.is_valid(NOON + HOUR)) == (True, False)
        await end_session(records, session.id, NOON)
        await end_session(records, "unknown", NOON)
        assert (await registry.refreshed(NOON)).sessions == {}
        registry.close()

    run(records_url, work)


def test_a_session_never_outlives_its_token(records_url: str) -> None:
    async def work(records: Records) -> None:
        row, _ = await make_token(records, NOON + HOUR)
        session = await open_session(records, token_id=row.id, now=NOON, expires_at=NOON + 9 * HOUR)
        registry = open_registry(records)
        assert not (await registry.known(NOON)).sessions[session.id].is_valid(NOON + HOUR)
        await revoke_token(records, row.id, NOON)
        assert (await registry.refreshed(NOON)).sessions == {}
        registry.close()

    run(records_url, work)


def test_a_new_session_clears_away_what_is_over(records_url: str) -> None:
    async def work(records: Records) -> None:
        row, _ = await make_token(records)
        old = await open_session(records, token_id=row.id, now=NOON - 3 * HOUR, expires_at=NOON - HOUR)
        new = await open_session(records, token_id=row.id, now=NOON, expires_at=NOON + HOUR)
        registry = open_registry(records)
        assert set((await registry.known(NOON)).sessions) == {new.id}
        assert old.id != new.id
        registry.close()

    run(records_url, work)


def test_records_follow_the_lake(records_url: str) -> None:
    async def work(records: Records) -> None:
        await reconcile(records, [publisher()], [load("1"), load("2", 2)])
        await reconcile(records, [publisher(name="Acme Ltd"), publisher("beta")], [load("2", 2, rows=7)])
        assert [(row.id, row.name, row.zone) for row in await list_publishers(records)] == [
            ("acme", "Acme Ltd", "Europe/Helsinki"),
            ("beta", "Acme Oy", "Europe/Helsinki"),
        ]
        async with records.reading() as session:
            found = (await session.exec(text("SELECT id, rows FROM loads"))).all()  # type: ignore[call-overload]
        assert found == [("2", 7)]

    run(records_url, work)


def test_records_follow_the_lake_of_one_publisher(records_url: str) -> None:
    async def work(records: Records) -> None:
        other = load("3").model_copy(update={"publisher_id": "beta"})
        await reconcile(records, [publisher(), publisher("beta")], [load("1"), other])
        await reconcile(records, [publisher(name="Acme Ltd")], [load("2", 2)], "acme")
        assert [(row.id, row.name) for row in await list_publishers(records)] == [
            ("acme", "Acme Ltd"),
            ("beta", "Acme Oy"),
        ]
        async with records.reading() as session:
            found = (await session.exec(text("SELECT id FROM loads ORDER BY id"))).all()  # type: ignore[call-overload]
        assert found == [("2",), ("3",)]

    run(records_url, work)


def test_hosts_that_follow_the_lake_at_once_do_not_meet(records_url: str) -> None:
    async def work(records: Records) -> None:
        others = [open_records(records_url) for _ in range(4)]
        names = [f"p{number:03}" for number in range(200)]
        await asyncio.gather(
            *(reconcile(each, [publisher(name) for name in names], [load("1"), load("2", 2)]) for each in others)
        )
        for each in others:
            await each.close()
        assert [row.id for row in await list_publishers(records)] == ["acme", *names]

    run(records_url, work)


def test_what_the_records_say_already_is_not_written_again(records_url: str) -> None:
    async def work(records: Records) -> None:
        async def follow(rows: int) -> list[str]:
            seen.clear()
            await reconcile(records, [publisher(), publisher("beta")], [load("1"), load("2", 2, rows=rows)])
            return [statement.split()[0] for statement in seen if "publishers" in statement or "loads" in statement]

        seen: list[str] = []
        event.listen(records.engine.sync_engine, "before_cursor_execute", lambda *given: seen.append(given[2]))
        assert await follow(7) == ["SELECT", "INSERT", "SELECT", "INSERT"]
        assert await follow(7) == ["SELECT", "SELECT"]
        assert await follow(8) == ["SELECT", "SELECT", "INSERT"]

    run(records_url, work)


def test_a_failure_within_a_writing_session_changes_nothing(records_url: str) -> None:
    async def work(records: Records) -> None:
        with pytest.raises(ZeroDivisionError):
            async with records.writing() as session:
                session.add(publisher("beta"))
                await session.flush()
                raise ZeroDivisionError
        assert [row.id for row in await list_publishers(records)] == ["acme"]

    run(records_url, work)


def test_sessions_of_calls_that_overlap_do_not_meet(records_url: str) -> None:
    async def work(records: Records) -> None:
        rows = await asyncio.gather(
            *(make_token(records) for _ in range(10)), *(list_tokens(records) for _ in range(10))
        )
        assert len(rows) == 20
        assert len(await list_tokens(records)) == 10

    run(records_url, work)


def test_migrations_started_at_once_apply_once(records_url: str) -> None:
    async def work(records: Records) -> None:
        others = [open_records(records_url) for _ in range(3)]
        await asyncio.gather(*(migrate(each) for each in others))
        for each in others:
            await each.close()
        assert [row.id for row in await list_publishers(records)] == ["acme"]

    run(records_url, work)


def test_migrations_make_the_tables_of_the_models(records_url: str) -> None:
    async def work(records: Records) -> None:
        async with records.engine.begin() as connection:
            made = await connection.run_sync(
                lambda sync: {
                    table: {column["name"]: column["nullable"] for column in inspect(sync).get_columns(table)}
                    for table in SQLModel.metadata.tables
                }
            )
        assert made == {
            name: {column.name: column.nullable for column in table.columns}
            for name, table in SQLModel.metadata.tables.items()
        }

    run(records_url, work)


@pytest.mark.parametrize("text_", ["mysql://host/x", "sqlite://", "nonsense", ""])
def test_other_databases_are_refused(text_: str) -> None:
    with pytest.raises(ValueError, match="not a"):
        parse_url(text_)


def test_sqlite_waits_for_a_writer_instead_of_failing(tmp_path: object) -> None:
    url = f"sqlite:///{tmp_path}/records.sqlite"

    async def work(records: Records) -> None:
        engine = create_engine(url)
        with engine.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        engine.dispose()
        async with records.writing() as session:
            session.add(publisher("slow"))
            await session.flush()
            waiting = asyncio.ensure_future(make_token(records))
            await asyncio.sleep(0)
            assert not waiting.done()
        await waiting
        assert len(await list_tokens(records)) == 1

    run(url, work)
