"""The time by the records: hosts whose clocks are minutes apart take exports as one."""

from datetime import datetime, timedelta
from pathlib import Path

from app.clock import now
from app.records_clock import RecordsClock
from db.records.engine import Records
from db.records.export_leases import Lease, renew_lease, take_export
from db.records.exports import add_export
from tests.db.exporting import LEASE, make_row
from tests.db.test_records import run

MINUTES = timedelta(minutes=10)


def behind() -> datetime:
    """The clock of a host that is late."""
    return now() - MINUTES


def ahead() -> datetime:
    """The clock of one that is early."""
    return now() + MINUTES


def test_clocks_that_are_apart_agree_on_the_time_of_postgresql(postgres_server: str) -> None:
    async def work(records: Records) -> None:
        late, early = RecordsClock(records, behind), RecordsClock(records, ahead)
        assert early() - late() > MINUTES
        async with late.lasting(), early.lasting():
            for clock in (late, early):
                assert abs(clock() - now()) < timedelta(seconds=2)

    run(postgres_server, work)


def test_a_lease_is_over_by_the_time_of_postgresql_alone(postgres_server: str) -> None:
    async def work(records: Records) -> None:
        late, early = RecordsClock(records, behind), RecordsClock(records, ahead)
        assert await add_export(records, make_row(created_at=now()), 1)
        async with late.lasting(), early.lasting():
            taken = await take_export(records, "late", late(), LEASE)
            assert taken is not None
            # by its own clock the early host would take it for dead, and the late one would call its own lease over
            assert await take_export(records, "early", early(), LEASE) is None
            assert await take_export(records, "late", late(), LEASE) is None
            assert await renew_lease(records, Lease(taken.id, "late", 1), late() + LEASE, 1, None)
            assert await take_export(records, "early", early(), LEASE) is None
            again = await take_export(records, "early", early() + LEASE, LEASE)
            assert again is not None
            assert (again.id, again.attempts, again.lease_owner) == (taken.id, 2, "early")

    run(postgres_server, work)


def test_sqlite_has_the_time_of_its_host(tmp_path: Path) -> None:
    async def work(records: Records) -> None:
        clock = RecordsClock(records, behind)
        async with clock.lasting():
            assert abs(clock() + MINUTES - now()) < timedelta(seconds=2)

    run(f"sqlite:///{tmp_path / 'records.sqlite'}", work)
