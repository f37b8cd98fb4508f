"""The audit trail and last use in the records, the same suite over SQLite and PostgreSQL."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from hashlib import sha256

import pytest
from alembic import command
from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import update

from db.records.engine import Records, open_records
from db.records.migration import migrate, migration_config
from db.records.models import TokenRow
from db.records.registry import SqliteWatch, open_registry
from db.records.sessions import end_session, open_member_session, open_session
from db.records.tokens import list_tokens, revoke_token
from db.records.trail import Batch, Trail, audit_row, count_trail, read_trail, sweep_trail, write_in_order, write_trail
from domain.audit import AuditAction, AuditEntry, AuditEvent, Delivered, entry_of
from domain.scope import Role, Scope
from tests.db.test_records import HOUR, NOON, _drop_all, make_token, run

MIA = Scope("acme", Role.OWNER, "mia", "t1")
HASH = sha256(b"{ a }").hexdigest()
SECOND = timedelta(seconds=1)


def query(operation: str | None = None, customers: int = 0, member: Scope = MIA) -> AuditEntry:
    return entry_of(
        member,
        AuditAction.QUERY,
        operation=operation,
        document=HASH,
        delivered=Delivered(("city", "email"), customers) if customers else Delivered(),
    )


async def read_all(records: Records, publisher_id: str = "acme") -> list[AuditEvent]:
    return await read_trail(records, publisher_id, 100, older_than=None, newer_than=None, oldest=False)


def test_what_was_written_without_its_writer_knowing_is_not_written_again(records_url: str) -> None:
    async def work(records: Records) -> None:
        one, other = Trail(records), Trail(records)
        one.record(query("A"), NOON)
        batch = one._gather()
        await write_trail(records, batch)
        # the answer was lost: it is tried again
        one._batch = batch
        one.record(query("B"), NOON)
        other.record(query("A"), NOON)
        await other.flush()
        await one.flush()
        assert one.waiting == 0
        assert [(event.operation, event.times) for event in await read_all(records)] == [("B", 1), ("A", 1), ("A", 1)]
        await one.close()
        await write_trail(records, Batch("another", 1, batch.rows, {}))
        assert await count_trail(records, "acme") == 4

    run(records_url, work)


async def write_names(trail: Trail, names: Sequence[str]) -> None:
    """A line for each name, each written by itself."""
    for name in names:
        trail.record(query(name), NOON)
        await trail.flush()


async def follow(records: Records, writing: "asyncio.Future[list[None]]") -> list[str]:
    """What somebody reads who asks for what is newer than the last that was seen, until the writing is over."""
    seen, last, over = list[str](), 0, False
    while not over:
        over = writing.done()
        for event in reversed(await read_trail(records, "acme", 100, older_than=None, newer_than=last, oldest=True)):
            seen.append(event.operation or "")
            last = event.number
    return seen


def test_a_line_waits_for_those_that_were_numbered_before_it(records_url: str) -> None:
    async def work(records: Records) -> None:
        other = Trail(elsewhere := open_records(records_url))
        other.record(query("second"), NOON)
        async with records.writing() as session:
            await write_in_order(session)
            session.add(audit_row(query("first"), NOON))
            await session.flush()
            writing = asyncio.ensure_future(other.flush())
            # nobody may see the second while the first is still to come
            assert await asyncio.wait({writing}, timeout=0.2) == (set(), {writing})
            assert await read_all(elsewhere) == []
        await writing
        assert [event.operation for event in await read_all(records)] == ["second", "first"]
        await elsewhere.close()

    run(records_url, work)


def test_a_token_may_be_revoked_while_its_use_is_written(records_url: str) -> None:
    async def work(records: Records) -> None:
        token, _ = await make_token(records)
        elsewhere = open_records(records_url)
        async with records.writing() as session:
            await write_in_order(session)
            revoking = asyncio.ensure_future(revoke_token(elsewhere, token.id, NOON + SECOND))
            assert await asyncio.wait({revoking}, timeout=0.2) == (set(), {revoking})
            await session.exec(update(TokenRow).values(last_used_at=NOON))
        await revoking
        (found,) = await list_tokens(records)
        assert (found.last_used_at, found.revoked_at) == (NOON, NOON + SECOND)
        await elsewhere.close()

    run(records_url, work)


def test_who_follows_the_trail_of_several_writers_misses_nothing(records_url: str) -> None:
    async def work(records: Records) -> None:
        others = [open_records(records_url) for _ in range(3)]
        names = [[f"{letter}{number}" for number in range(20)] for letter in "abc"]
        writing = asyncio.gather(*map(write_names, map(Trail, others), names))
        seen = await follow(records, writing)
        assert len(seen) == 60
        assert [[each for each in seen if each in own] for own in names] == names
        await asyncio.gather(*(each.close() for each in others))

    run(records_url, work)


def test_what_is_alike_is_one_line(records_url: str) -> None:
    async def work(records: Records) -> None:
        trail = Trail(records)
        for seconds in range(3):
            trail.record(query("A", 2), NOON + seconds * SECOND)
        trail.record(query("A", 3), NOON)
        assert await read_all(records) == []
        await trail.flush()
        newest, first = await read_all(records)
        assert first == AuditEvent(
            number=first.number,
            at=NOON,
            times=3,
            member_id="t1",
            member="mia",
            role=Role.OWNER,
            action=AuditAction.QUERY,
            operation="A",
            document=HASH,
            personal_fields=("city", "email"),
            customers=2,
            exports=(),
            token_id=None,
            code=None,
        )
        assert (newest.number > first.number, newest.times, newest.customers) == (True, 1, 3)
        trail.record(query("A", 2), NOON)
        await trail.flush()
        assert [event.times for event in await read_all(records)] == [1, 1, 3]

    run(records_url, work)


def test_every_kind_of_line_comes_back(records_url: str) -> None:
    async def work(records: Records) -> None:
        trail = Trail(records)
        trail.record(entry_of(MIA, AuditAction.EXPORT_DOWNLOADED, exports=("x1", "x2")), NOON)
        trail.record(entry_of(MIA, AuditAction.REFUSED, code="FORBIDDEN_FIELD"), NOON)
        await trail.flush()
        assert [(event.action, event.exports, event.code) for event in await read_all(records)] == [
            (AuditAction.REFUSED, (), "FORBIDDEN_FIELD"),
            (AuditAction.EXPORT_DOWNLOADED, ("x1", "x2"), None),
        ]

    run(records_url, work)


def test_what_does_not_fit_is_counted_and_nothing_waits(records_url: str) -> None:
    async def work(records: Records) -> None:
        trail = Trail(records, most=2)
        for name in ("A", "B", "C", "D", "A"):
            trail.record(query(name), NOON)
        assert (trail.take_lost(), trail.take_lost()) == (2, 0)
        await trail.flush()
        assert {(event.operation, event.times) for event in await read_all(records)} == {("A", 2), ("B", 1)}

    run(records_url, work)


def test_what_could_not_be_written_is_written_later(records_url: str) -> None:
    async def work(records: Records) -> None:
        trail = Trail(records)
        row, _ = await make_token(records)
        async with records.engine.begin() as connection:
            await connection.execute(text("ALTER TABLE audit RENAME TO elsewhere"))
        trail.record(query("A"), NOON)
        trail.use(row.id, NOON)
        with pytest.raises(SQLAlchemyError):
            await trail.flush()
        trail.record(query("A"), NOON + SECOND)
        async with records.engine.begin() as connection:
            await connection.execute(text("ALTER TABLE elsewhere RENAME TO audit"))
        await trail.flush()
        events = [event for event in await read_all(records) if event.action is AuditAction.QUERY]
        # in their order, and the first as it was tried before
        assert [(event.at, event.times) for event in events] == [(NOON + SECOND, 1), (NOON, 1)]
        assert [each.last_used_at for each in await list_tokens(records)] == [NOON]

    run(records_url, work)


def test_last_use_only_grows(records_url: str) -> None:
    async def work(records: Records) -> None:
        row, _ = await make_token(records)
        here, there = Trail(records), Trail(records)
        here.use(row.id, NOON + HOUR)
        there.use(row.id, NOON)
        there.use("of nobody", NOON)
        await here.flush()
        await there.flush()
        assert [each.last_used_at for each in await list_tokens(records)] == [NOON + HOUR]

    run(records_url, work)


def test_pages_are_cut_by_number_and_by_publisher(records_url: str) -> None:
    async def work(records: Records) -> None:
        trail = Trail(records)
        for name in "ABCD":
            trail.record(query(name), NOON)
            trail.record(query(name, member=Scope("beta", Role.OWNER, "tom")), NOON)
            await trail.flush()
        numbers = {event.operation: event.number for event in await read_all(records)}
        assert list(numbers) == ["D", "C", "B", "A"]

        async def names(most: int, *, older: str | None = None, newer: str | None = None, oldest: bool = False) -> str:
            found = await read_trail(
                records,
                "acme",
                most,
                older_than=older and numbers[older],  # type: ignore[arg-type]
                newer_than=newer and numbers[newer],  # type: ignore[arg-type]
                oldest=oldest,
            )
            return "".join(event.operation or "" for event in found)

        assert [
            await names(2),
            await names(2, older="C"),
            await names(2, oldest=True),
            await names(1, newer="B", oldest=True),
            await names(9, older="D", newer="A"),
        ] == ["DC", "BA", "BA", "C", "CB"]
        assert (await count_trail(records, "acme"), await count_trail(records, "nobody")) == (4, 0)

    run(records_url, work)


def test_what_is_too_old_is_swept_and_numbers_never_come_again(records_url: str) -> None:
    async def work(records: Records) -> None:
        trail = Trail(records)
        trail.record(query("old"), NOON - HOUR)
        await trail.flush()
        (old,) = await read_all(records)
        await sweep_trail(records, NOON)
        assert await read_all(records) == []
        trail.record(query("new"), NOON)
        await trail.flush()
        (new,) = await read_all(records)
        assert new.number > old.number
        await sweep_trail(records, NOON)
        assert await read_all(records) == [new]

    run(records_url, work)


def test_making_and_ending_tokens_is_in_the_trail(records_url: str) -> None:
    async def work(records: Records) -> None:
        row, _ = await make_token(records)
        for _ in range(2):
            await revoke_token(records, row.id, NOON + HOUR)
        events = await read_all(records)
        assert [(event.action, event.at, event.token_id, event.member, event.role) for event in events] == [
            (AuditAction.TOKEN_REVOKED, NOON + HOUR, row.id, "command line", None),
            (AuditAction.TOKEN_CREATED, NOON, row.id, "command line", None),
        ]

    run(records_url, work)


def test_a_member_s_session_holds_its_scope_and_end(records_url: str) -> None:
    async def work(records: Records) -> None:
        scope = Scope("acme", Role.CONTRIBUTOR, "tom", "oidc:1")
        row = await open_member_session(records, scope=scope, now=NOON, expires_at=NOON + HOUR)
        registry = open_registry(records)
        known = (await registry.known(NOON)).sessions[row.id]
        assert known.scope == scope
        assert (known.is_valid(NOON), known.is_valid(NOON + HOUR)) == (True, False)
        await end_session(records, row.id, NOON)
        assert (await registry.refreshed(NOON)).sessions == {}
        registry.close()

    run(records_url, work)


def test_revoked_tokens_are_known_apart(records_url: str) -> None:
    async def work(records: Records) -> None:
        row, _ = await make_token(records)
        await revoke_token(records, row.id, NOON)
        registry = open_registry(records)
        known = await registry.known(NOON)
        assert (known.tokens, [token.token_id for token in known.revoked.values()]) == ({}, [row.id])
        registry.close()

    run(records_url, work)


def test_what_is_written_every_second_is_no_reason_to_read_all(tmp_path: object) -> None:
    async def work(records: Records) -> None:
        watch, trail = SqliteWatch(records), Trail(records)
        row, _ = await make_token(records)
        assert [watch.changed(), watch.changed()] == [True, False]
        trail.use(row.id, NOON)
        trail.record(query(), NOON)
        await trail.flush()
        assert not watch.changed()
        session = await open_session(records, token_id=row.id, now=NOON, expires_at=NOON + HOUR)
        assert [watch.changed(), watch.changed()] == [True, False]
        await end_session(records, session.id, NOON)
        assert watch.changed()
        await revoke_token(records, row.id, NOON)
        assert watch.changed()
        watch.close()

    run(f"sqlite:///{tmp_path}/records.sqlite", work)


def test_tokens_and_sessions_of_before_are_kept(records_url: str) -> None:
    async def work() -> None:
        records = open_records(records_url)
        async with records.engine.execution_options(writes=True).begin() as connection:
            await connection.run_sync(_drop_all)
            await connection.run_sync(_upgrade_to_first)
            await connection.execute(text("INSERT INTO publishers VALUES ('acme', 'Acme', 'UTC')"))
            await connection.execute(
                text(
                    "INSERT INTO tokens (id, publisher_id, role, name, digest, created_at)"
                    " VALUES ('t1', 'acme', 'OWNER', 'robot', 'd1', '2026-03-01 12:00:00')"
                )
            )
            await connection.execute(
                text(
                    "INSERT INTO sessions (id, token_id, created_at, expires_at)"
                    " VALUES ('s1', 't1', '2026-03-01 12:00:00', '2026-03-01 13:00:00')"
                )
            )
        await migrate(records)
        registry = open_registry(records)
        session = (await registry.known(NOON)).sessions["s1"]
        assert session.scope == Scope("acme", Role.OWNER, "robot", "t1")
        assert session.expires_at - NOON == HOUR
        assert [row.last_used_at for row in await list_tokens(records)] == [None]
        registry.close()
        await records.close()

    asyncio.run(work())


def _upgrade_to_first(connection: Connection) -> None:
    command.upgrade(migration_config(connection), "0001")
