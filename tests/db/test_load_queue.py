"""The queue of loads over SQLite and PostgreSQL: who takes what, in which order, and what becomes of those whose workers die."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from sqlmodel import select

from db.records.build_leases import fail_builds, finish_builds, give_builds_back, renew_builds, take_builds, waits_since
from db.records.engine import Records, open_records
from db.records.load_jobs import add_job, find_job, forget_old_jobs, forget_watched, list_jobs, watched_jobs
from db.records.load_leases import (
    MOST_DEATHS,
    Accepted,
    LoadLease,
    accept_load,
    end_load,
    give_load_back,
    renew_load,
    retry_load,
    take_job,
)
from db.records.migration import migrate
from db.records.models import LoadJobRow
from domain.loads import BuildStatus, LoadStatus
from tests.db.test_records import _drop_all

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
LEASE = timedelta(seconds=30)


def make_row(job_id: str, publisher_id: str = "acme", watched: str | None = None) -> LoadJobRow:
    return LoadJobRow(
        id=job_id, publisher_id=publisher_id, member="night", member_id="t1", options="{}", files=1, created_at=NOON,
        status=LoadStatus.QUEUED, build=BuildStatus.NONE, watched=watched,
    )  # fmt: skip


def run(url: str, work: Callable[[Records], Awaitable[None]]) -> None:
    """Does some work on an empty, migrated database."""

    async def all_of_it() -> None:
        records = open_records(url)
        try:
            async with records.engine.execution_options(writes=True).begin() as connection:
                await connection.run_sync(_drop_all)
            await migrate(records)
            await work(records)
        finally:
            await records.close()

    asyncio.run(all_of_it())


async def read(records: Records, job_id: str) -> LoadJobRow:
    async with records.reading() as session:
        return (await session.exec(select(LoadJobRow).where(LoadJobRow.id == job_id))).one()


async def taken(records: Records, owner: str, now: datetime = NOON) -> str | None:
    row = await take_job(records, owner, now, LEASE)
    return row.id if row else None


async def accept(records: Records, job_id: str, owner: str, now: datetime = NOON) -> bool:
    return await accept_load(
        records, LoadLease(job_id, owner, 1), Accepted("0001-x", "{}", 3, BuildStatus.WAITING), now
    )


def test_loads_of_a_publisher_are_taken_one_after_another(records_url: str) -> None:
    async def work(records: Records) -> None:
        for job_id, publisher_id in (("a1", "acme"), ("a2", "acme"), ("b1", "beta")):
            assert await add_job(records, make_row(job_id, publisher_id), 100)
        assert await asyncio.gather(*(taken(records, f"w{each}") for each in range(2))) in (["a1", "b1"], ["b1", "a1"])
        assert await taken(records, "w3") is None
        owner = (await read(records, "a1")).lease_owner
        assert owner is not None
        assert await accept(records, "a1", owner)
        assert await taken(records, "w3") == "a2"
        assert (await read(records, "a1")).rows == 3

    run(records_url, work)


def test_what_a_dead_worker_held_is_taken_up_again_and_given_up_in_the_end(records_url: str) -> None:
    async def work(records: Records) -> None:
        await add_job(records, make_row("a1"), 100)
        assert await taken(records, "w1") == "a1"
        lease = LoadLease("a1", "w1", 1)
        assert await renew_load(records, lease, NOON + 2 * LEASE, 0.5, 7)
        assert await taken(records, "w2", NOON + LEASE) is None
        assert await taken(records, "w2", NOON + 2 * LEASE) == "a1"
        assert not await renew_load(records, lease, NOON + 3 * LEASE, 0.6, 8)
        assert not await accept(records, "a1", "w1")
        now = NOON + 2 * LEASE
        for _ in range(MOST_DEATHS - 1):
            now += LEASE
            assert await taken(records, "w2", now) == "a1"
        assert await taken(records, "w2", now + LEASE) is None
        row = await read(records, "a1")
        assert (row.status, row.error) == (
            LoadStatus.FAILED,
            f"its workers died {MOST_DEATHS + 1} times over it; send less at once, or see the log",
        )

    run(records_url, work)


def test_what_failed_is_tried_three_times_and_holds_its_publisher_up_meanwhile(records_url: str) -> None:
    async def work(records: Records) -> None:
        await add_job(records, make_row("a1"), 100)
        await add_job(records, make_row("a2"), 100)
        for attempt in (1, 2, 3):
            now = NOON + attempt * LEASE
            assert await taken(records, "w1", now) == "a1"
            assert await retry_load(records, LoadLease("a1", "w1", attempt), "it failed", now, SECOND)
            assert await taken(records, "w1", now) == (None if attempt < 3 else "a2")
        assert ((await read(records, "a1")).status, (await read(records, "a1")).error) == (
            LoadStatus.FAILED,
            "it failed",
        )
        assert await give_load_back(records, LoadLease("a2", "w1", 1))
        assert await taken(records, "w2", NOON + 4 * LEASE) == "a2"
        assert await end_load(records, LoadLease("a2", "w2", 2), LoadStatus.REFUSED, "line 1", NOON)

    run(records_url, work)


def test_all_that_waits_is_published_by_one_build(records_url: str) -> None:
    async def work(records: Records) -> None:
        for job_id, publisher_id in (("a1", "acme"), ("b1", "beta"), ("c1", "gamma")):
            await add_job(records, make_row(job_id, publisher_id), 100)
        for job_id in ("a1", "b1"):
            assert await taken(records, "w1") == job_id
            assert await accept(records, job_id, "w1", NOON + SECOND)
        assert await waits_since(records, NOON + SECOND) == NOON + SECOND
        assert sorted(await asyncio.gather(*(take_builds(records, f"w{each}", NOON, LEASE) for each in (1, 2)))) == [
            0,
            2,
        ]
        owner = (await read(records, "a1")).lease_owner
        assert owner is not None
        assert await renew_builds(records, owner, NOON + 2 * LEASE)
        assert await waits_since(records, NOON + LEASE) is None
        assert await take_builds(records, "w3", NOON + 2 * LEASE, LEASE) == 2
        assert not await finish_builds(records, owner, "late")
        assert await give_builds_back(records, "w3")
        for attempt in (3, 4, 5):
            assert await take_builds(records, "w4", NOON + attempt * LEASE, LEASE) == 2
            await fail_builds(records, "w4", "not built", NOON + attempt * LEASE, SECOND)
        row = await read(records, "b1")
        assert (row.status, row.build, row.error) == (LoadStatus.ACCEPTED, BuildStatus.FAILED, "not built")
        assert await taken(records, "w1") == "c1"
        await accept(records, "c1", "w1")
        assert await take_builds(records, "w1", NOON, LEASE) == 1
        assert await finish_builds(records, "w1", "snapshot 1")
        assert (await read(records, "c1")).snapshot == "snapshot 1"

    run(records_url, work)


def test_a_publisher_sees_its_own_and_a_watched_file_is_taken_once(records_url: str) -> None:
    async def work(records: Records) -> None:
        assert await add_job(records, make_row("a1", watched="mark"), 1)
        assert not await add_job(records, make_row("a2"), 1)
        assert not await add_job(records, make_row("a3", watched="mark"))
        assert await find_job(records, "beta", "a1") is None
        assert [row.id for row in await list_jobs(records, "acme", 10)] == ["a1"]
        await forget_watched(records, ["mark"])
        assert list(await watched_jobs(records)) == ["mark"]
        await taken(records, "w1")
        await accept(records, "a1", "w1")
        await forget_watched(records, ["mark"])
        assert await watched_jobs(records) == {}
        await forget_old_jobs(records, NOON)
        assert [row.id for row in await list_jobs(records, "acme", 10)] == ["a1"]
        await forget_old_jobs(records, NOON + SECOND)
        assert await list_jobs(records, "acme", 10) == ()

    run(records_url, work)
