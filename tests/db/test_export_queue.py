"""The queue of exports, the same suite over SQLite and PostgreSQL: states, leases, and who may see what."""

import asyncio
from datetime import timedelta

import pytest

from db.records.engine import Records, open_records
from db.records.export_ends import REMEMBERED, end_erased, expire_exports, files_in_use
from db.records.export_leases import (
    MOST_DEATHS,
    Finished,
    Lease,
    fail_export,
    finish_export,
    give_back,
    renew_lease,
    retry_export,
    take_export,
)
from db.records.exports import (
    Window,
    add_export,
    cancel_export,
    count_exports,
    find_exports,
    knows_exports,
    list_exports,
    parts_in_use,
)
from db.records.models import ExportRow
from db.records.publishers import reconcile
from domain.audit import Delivered
from domain.export_rules import ExportStatus
from domain.scope import Role, Scope
from tests.db.exporting import LEASE, NOON, SECOND, make_row, read_row
from tests.db.test_records import publisher, run

ID = "export-000000001"
DONE = Finished(
    f"{ID}.1.csv", 2000, 70_000, "ab" * 32, personal_data=True, delivered=Delivered(("city", "email"), 1999)
)
LIFE = timedelta(days=30)


async def take(records: Records, owner: str = "one", now: object = NOON) -> ExportRow | None:
    return await take_export(records, owner, now, LEASE)  # type: ignore[arg-type]


def test_an_export_is_taken_by_one_worker_and_made_ready(records_url: str) -> None:
    async def work(records: Records) -> None:
        assert await add_export(records, make_row(), 1)
        taken = await take(records)
        assert taken is not None
        assert (taken.id, taken.status, taken.attempts) == (ID, ExportStatus.RUNNING, 1)
        assert (taken.lease_owner, taken.lease_end, taken.deaths) == ("one", NOON + LEASE, 0)
        assert await take(records, "two") is None
        lease = Lease(ID, "one", 1)
        assert await renew_lease(records, lease, NOON + 2 * LEASE, 500, 2001)
        row = await read_row(records)
        assert (row.lease_end, row.done, row.total) == (NOON + 2 * LEASE, 500, 2001)
        assert await finish_export(records, lease, DONE, NOON + SECOND, LIFE)
        row = await read_row(records)
        assert row.model_dump(
            exclude={"publisher_id", "member", "member_id", "role", "report", "format", "part_id"}
        ) == {
            "id": ID,
            "request": None,
            "benchmarks_id": None,
            "benchmarks_day": None,
            "holds_customers": True,
            "personal_data": True,
            "personal_fields": "city,email",
            "customers": 1999,
            "status": ExportStatus.READY,
            "done": 2000,
            "total": 2000,
            "file": f"{ID}.1.csv",
            "rows": 2000,
            "bytes": 70_000,
            "sha256": "ab" * 32,
            "error": None,
            "created_at": NOON,
            "ready_at": NOON + SECOND,
            "expires_at": NOON + SECOND + LIFE,
            "ended_at": NOON + SECOND,
            "lease_owner": None,
            "lease_end": None,
            "attempts": 1,
            "failures": 0,
            "deaths": 0,
        }

    run(records_url, work)


def test_a_lease_that_is_over_is_taken_over_and_the_first_worker_has_no_say(records_url: str) -> None:
    async def work(records: Records) -> None:
        await add_export(records, make_row(), 1)
        await take(records)
        assert await take(records, "two", NOON + LEASE - SECOND) is None
        taken = await take(records, "two", NOON + LEASE)
        assert taken is not None
        assert (taken.attempts, taken.deaths, taken.lease_owner) == (2, 1, "two")
        late = Lease(ID, "one", 1)
        assert not await renew_lease(records, late, NOON + 9 * LEASE, 1, None)
        assert not await finish_export(records, late, DONE, NOON, LIFE)
        assert not await fail_export(records, late, "no", NOON)
        assert not await retry_export(records, late, "no", NOON, LEASE)
        assert not await give_back(records, late)
        row = await read_row(records)
        assert (row.status, row.lease_owner, row.lease_end, row.failures) == (
            ExportStatus.RUNNING, "two", NOON + 2 * LEASE, 0,
        )  # fmt: skip

    run(records_url, work)


def test_one_worker_twice_holds_the_newer_lease_alone(records_url: str) -> None:
    async def work(records: Records) -> None:
        await add_export(records, make_row(), 1)
        await take(records)
        await take(records, "one", NOON + LEASE)
        assert not await finish_export(records, Lease(ID, "one", 1), DONE, NOON, LIFE)
        assert await finish_export(records, Lease(ID, "one", 2), DONE, NOON, LIFE)

    run(records_url, work)


def test_what_is_given_back_is_taken_again_at_once(records_url: str) -> None:
    async def work(records: Records) -> None:
        await add_export(records, make_row(), 1)
        await take(records)
        assert await give_back(records, Lease(ID, "one", 1))
        row = await read_row(records)
        assert (row.status, row.lease_owner, row.lease_end, row.request) == (
            ExportStatus.QUEUED, None, None, '{"report":"CUSTOMER_DETAILS"}',
        )  # fmt: skip
        taken = await take(records, "two")
        assert taken is not None
        assert (taken.attempts, taken.deaths, taken.failures) == (2, 0, 0)

    run(records_url, work)


def test_the_third_failure_is_the_last(records_url: str) -> None:
    async def work(records: Records) -> None:
        await add_export(records, make_row(), 1)
        for attempt in (1, 2, 3):
            now = NOON + attempt * LEASE
            assert await take(records, "one", now - SECOND) is None or attempt == 1
            if attempt > 1:
                assert await take(records, "one", now) is not None
            assert await retry_export(records, Lease(ID, "one", attempt), "broken", now, LEASE)
            row = await read_row(records)
            assert row.failures == attempt
        assert (row.status, row.error, row.ended_at, row.request) == (ExportStatus.FAILED, "broken", now, None)
        assert await take(records, "one", NOON + 99 * LEASE) is None

    run(records_url, work)


def test_what_kills_its_workers_is_given_up_and_comes_last_until_then(records_url: str) -> None:
    async def work(records: Records) -> None:
        await add_export(records, make_row(deaths=MOST_DEATHS - 1), 9)
        moment = NOON
        taken = await take(records, "one", moment)
        assert taken is not None
        await add_export(records, make_row("export-000000002", created_at=NOON + SECOND), 9)
        moment += LEASE
        taken = await take(records, "two", moment)
        assert taken is not None
        assert taken.id == "export-000000002"
        taken = await take(records, "three", moment)
        assert taken is not None
        assert (taken.id, taken.deaths) == (ID, MOST_DEATHS)
        await finish_export(records, Lease("export-000000002", "two", 1), DONE, moment, LIFE)
        assert await take(records, "four", moment + LEASE) is None
        row = await read_row(records)
        assert (row.status, row.error) == (
            ExportStatus.FAILED, "its workers died 26 times over it; ask for less at once, or see the log",
        )  # fmt: skip
        assert (row.ended_at, row.request, row.lease_owner, row.lease_end) == (moment + LEASE, None, None, None)

    run(records_url, work)


def test_two_workers_that_race_for_fifty_exports_do_each_once(records_url: str) -> None:
    async def work(records: Records) -> None:
        for number in range(50):
            assert await add_export(records, make_row(f"export-{number:09}", created_at=NOON + number * SECOND), 50)
        done: dict[str, list[str]] = {"one": [], "two": []}

        async def take_all(owner: str) -> None:
            own = open_records(records_url)
            while (row := await take(own, owner)) is not None:
                done[owner].append(row.id)
                finished = Finished(f"{row.id}.1.csv", 1, 1, "cd" * 32, personal_data=False)
                assert await finish_export(own, Lease(row.id, owner, 1), finished, NOON, LIFE)
            await own.close()

        await asyncio.gather(take_all("one"), take_all("two"))
        assert sorted(done["one"] + done["two"]) == [f"export-{number:09}" for number in range(50)]
        assert min(len(done["one"]), len(done["two"])) > 0

    run(records_url, work)


def test_the_oldest_is_taken_first(records_url: str) -> None:
    async def work(records: Records) -> None:
        for number in (3, 1, 2):
            await add_export(records, make_row(f"export-{number:09}", created_at=NOON + number * SECOND), 9)
        taken = [await take(records) for _ in range(4)]
        assert [row and row.id for row in taken] == ["export-000000001", "export-000000002", "export-000000003", None]

    run(records_url, work)


@pytest.mark.parametrize("running", [False, True])
def test_an_unfinished_export_is_canceled_once(records_url: str, running: bool) -> None:
    async def work(records: Records) -> None:
        await add_export(records, make_row(), 1)
        if running:
            await take(records)
        assert await cancel_export(records, ID, NOON + SECOND)
        assert not await cancel_export(records, ID, NOON + 2 * SECOND)
        row = await read_row(records)
        assert (row.status, row.ended_at, row.request, row.lease_owner) == (
            ExportStatus.CANCELED, NOON + SECOND, None, None,
        )  # fmt: skip
        assert not await renew_lease(records, Lease(ID, "one", 1), NOON + LEASE, 1, None)
        assert not await finish_export(records, Lease(ID, "one", 1), DONE, NOON, LIFE)
        assert await take(records, "two", NOON + 9 * LEASE) is None

    run(records_url, work)


def test_a_ready_export_is_not_canceled(records_url: str) -> None:
    async def work(records: Records) -> None:
        await add_export(records, make_row(), 1)
        await take(records)
        await finish_export(records, Lease(ID, "one", 1), DONE, NOON, LIFE)
        assert not await cancel_export(records, ID, NOON)
        assert (await read_row(records)).status is ExportStatus.READY

    run(records_url, work)


def test_a_publisher_has_so_many_unfinished_exports_at_most(records_url: str) -> None:
    async def work(records: Records) -> None:
        await reconcile(records, [publisher("beta")], [])
        assert await add_export(records, make_row("export-000000001"), 2)
        assert await add_export(records, make_row("export-000000002"), 2)
        assert not await add_export(records, make_row("export-000000003"), 2)
        assert await add_export(records, make_row("export-000000004", publisher_id="beta"), 2)
        assert await cancel_export(records, ID, NOON)
        assert await add_export(records, make_row("export-000000005"), 2)
        assert await count_exports(records, Scope("acme", Role.OWNER, "ann")) == 3

    run(records_url, work)


def test_exports_expire_and_are_forgotten_in_the_end(records_url: str) -> None:
    async def work(records: Records) -> None:
        await add_export(records, make_row(), 9)
        await take(records)
        await finish_export(records, Lease(ID, "one", 1), DONE, NOON, LIFE)
        assert await expire_exports(records, NOON + LIFE - SECOND) == 0
        assert await files_in_use(records, [ID]) == {(ID, 1)}
        assert await expire_exports(records, NOON + LIFE) == 1
        assert await expire_exports(records, NOON + LIFE) == 0
        row = await read_row(records)
        assert (row.status, row.file, row.rows) == (ExportStatus.EXPIRED, None, 2000)
        assert await files_in_use(records, [ID]) == frozenset()
        owner = Scope("acme", Role.OWNER, "ann")
        assert await expire_exports(records, NOON + LIFE + REMEMBERED - SECOND) == 0
        assert await count_exports(records, owner) == 1
        assert await expire_exports(records, NOON + LIFE + REMEMBERED) == 0
        assert await count_exports(records, owner) == 0

    run(records_url, work)


def test_an_erasure_ends_what_may_hold_the_customer(records_url: str) -> None:
    async def work(records: Records) -> None:
        await reconcile(records, [publisher("beta")], [])
        rows = {
            "queued": make_row("export-000000001"),
            "running": make_row("export-000000002", created_at=NOON - SECOND),
            "ready": make_row("export-000000003", status=ExportStatus.READY, file="export-000000003.1.csv"),
            "aggregate": make_row("export-000000004", holds_customers=False),
            "newer part": make_row("export-000000005", part_id="part-2"),
            "neighbour": make_row("export-000000006", publisher_id="beta"),
            "canceled": make_row("export-000000007", status=ExportStatus.CANCELED),
        }
        for row in rows.values():
            assert await add_export(records, row, 99)
        taken = await take(records)
        assert taken is not None
        assert taken.id == "export-000000002"
        assert await end_erased(records, "acme", "part-2", NOON) == 3
        found = {name: await read_row(records, row.id) for name, row in rows.items()}
        assert {name: row.status.value for name, row in found.items()} == {
            "queued": "FAILED", "running": "FAILED", "ready": "EXPIRED", "aggregate": "QUEUED", "newer part": "QUEUED",
            "neighbour": "QUEUED", "canceled": "CANCELED",
        }  # fmt: skip
        assert found["running"].error == "a customer was erased since; ask for it again"
        assert (found["ready"].file, found["queued"].request) == (None, None)
        assert not await finish_export(records, Lease("export-000000002", "one", 1), DONE, NOON, LIFE)
        assert await end_erased(records, "acme", None, NOON) == 1

    run(records_url, work)


def test_parts_of_unfinished_exports_are_in_use(records_url: str) -> None:
    async def work(records: Records) -> None:
        assert await knows_exports(records)
        await add_export(records, make_row(benchmarks_id="bench-1"), 9)
        await add_export(records, make_row("export-000000002", part_id="part-2"), 9)
        await add_export(records, make_row("export-000000003", part_id="part-3", status=ExportStatus.READY), 9)
        assert await parts_in_use(records) == {"part-1", "bench-1", "part-2"}

    run(records_url, work)


def test_records_without_exports_know_none(tmp_path: object) -> None:
    async def work() -> None:
        records = open_records(f"sqlite:///{tmp_path}/none.sqlite")
        assert not await knows_exports(records)
        await records.close()

    asyncio.run(work())


SEEN = {
    ("acme", Role.OWNER, "ann"): ["1", "2", "3", "4"],
    ("acme", Role.OWNER, "bob"): ["1", "2", "3", "4"],
    ("acme", Role.CONTRIBUTOR, "bob"): ["3"],
    ("acme", Role.CONTRIBUTOR, "ann"): ["4"],
    ("acme", Role.CONTRIBUTOR, "eve"): [],
    ("beta", Role.OWNER, "ann"): ["5"],
    ("beta", Role.CONTRIBUTOR, "ann"): [],
}
"""Who sees which: of ann and bob as owners, of bob and ann as contributors, of beta's ann."""


def test_a_member_sees_its_own_and_an_owner_the_publishers(records_url: str) -> None:
    async def work(records: Records) -> None:
        await reconcile(records, [publisher("beta")], [])
        asked = [
            ("acme", "ann", Role.OWNER), ("acme", "bob", Role.OWNER), ("acme", "bob", Role.CONTRIBUTOR),
            ("acme", "ann", Role.CONTRIBUTOR), ("beta", "ann", Role.OWNER),
        ]  # fmt: skip
        for number, (name, member, role) in enumerate(asked, 1):
            await add_export(
                records, make_row(str(number), publisher_id=name, member=member, member_id=f"t-{member}", role=role), 9
            )
        for (name, role, member), expected in SEEN.items():
            scope = Scope(name, role, "any", f"t-{member}")
            listed = await list_exports(records, scope, Window(9))
            assert [row.id for row in listed] == expected[::-1]
            assert sorted(await find_exports(records, scope, ["1", "2", "3", "4", "5", "6"])) == expected
            assert await count_exports(records, scope) == len(expected)

    run(records_url, work)


def test_windows_of_the_list(records_url: str) -> None:
    async def work(records: Records) -> None:
        for number in range(6):
            # pairs of the same moment: ties go by id
            await add_export(records, make_row(str(number), created_at=NOON + number // 2 * SECOND), 9)
        scope = Scope("acme", Role.OWNER, "ann")
        row = {each.id: each for each in await list_exports(records, scope, Window(9))}

        async def ids(window: Window) -> str:
            return "".join([each.id for each in await list_exports(records, scope, window)])

        assert await ids(Window(9)) == "543210"
        assert await ids(Window(2)) == "54"
        assert await ids(Window(2, after=row["4"])) == "32"
        assert await ids(Window(9, after=row["4"], before=row["1"])) == "32"
        assert await ids(Window(2, backward=True)) == "01"
        assert await ids(Window(2, before=row["2"], backward=True)) == "34"

    run(records_url, work)
