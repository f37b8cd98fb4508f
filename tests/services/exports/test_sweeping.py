"""The sweeper: what nobody can have any more goes, what is ready or being written stays."""

from pathlib import Path

from domain.export_rules import ExportStatus
from services.exports.making import Workplace
from services.exports.sweeping import forget_erased, sweep
from tests.db.exporting import NOON, SECOND, make_row, read_row
from tests.services.exports.places import LIFE, add_all, run_at

READY, RUNNING, CANCELED, EXPIRED, FAILED, QUEUED = (f"export-00000000{number}" for number in range(6))
UNKNOWN = "export-000000009"


async def furnish(place: Workplace) -> None:
    """An export of each state, each with a file of its own attempt and of an earlier one; and a file of an unknown one."""
    life = {"ready_at": NOON, "expires_at": NOON + LIFE}
    await add_all(
        place,
        make_row(READY, status=ExportStatus.READY, attempts=2, file=f"{READY}.2.csv", **life),
        make_row(RUNNING, status=ExportStatus.RUNNING, attempts=2, lease_owner="one", lease_end=NOON + LIFE),
        make_row(CANCELED, status=ExportStatus.CANCELED, attempts=2),
        make_row(EXPIRED, status=ExportStatus.READY, attempts=2, ready_at=NOON, expires_at=NOON - SECOND),
        make_row(FAILED, status=ExportStatus.FAILED, attempts=2),
        make_row(QUEUED, attempts=2),
    )
    place.folder.mkdir(parents=True)
    for export_id in (READY, RUNNING, CANCELED, EXPIRED, FAILED, QUEUED, UNKNOWN):
        for attempt in (1, 2):
            (place.folder / f"{export_id}.{attempt}").mkdir()
            (place.folder / f"{export_id}.{attempt}" / ".half").write_bytes(b"half")
            finished = place.folder / "finished"
            finished.write_bytes(b"whole")
            place.store.put(finished, f"{export_id}.{attempt}.csv")


def test_what_stays(tmp_path: Path, exports_place: str) -> None:
    async def work(place: Workplace) -> None:
        await furnish(place)
        foreign = place.folder / "finished"
        foreign.write_bytes(b"somebody else's")
        place.store.put(foreign, "README.txt")
        kept = {(READY, 2), (RUNNING, 2)}
        assert await sweep(place, NOON) == 12
        assert {(key.export_id, key.attempt) for key in place.store.list_keys()} == kept
        assert {path.name for path in place.folder.iterdir()} == {f"{export_id}.{each}" for export_id, each in kept}
        assert place.store.read("README.txt", 0, 99) == b"somebody else's"
        assert (await read_row(place.records, EXPIRED)).status is ExportStatus.EXPIRED
        assert await sweep(place, NOON) == 0
        assert await sweep(place, NOON + LIFE) == 1
        assert [key.export_id for key in place.store.list_keys()] == [RUNNING]

    run_at(tmp_path, work, exports_place)


def test_copies_that_were_cut_short_go(tmp_path: Path) -> None:
    async def work(place: Workplace) -> None:
        await furnish(place)
        folder = tmp_path / "exports"
        for name in (f"{RUNNING}.2.csv", f"{RUNNING}.1.csv", f"{UNKNOWN}.1.csv", "nonsense"):
            (folder / f".unfinished-{name}").write_bytes(b"half")
        await sweep(place, NOON)
        assert [path.name for path in place.store.unfinished()] == [f".unfinished-{RUNNING}.2.csv"]

    run_at(tmp_path, work)


def test_an_erasure_deletes_the_files_that_may_hold_the_customer(tmp_path: Path, exports_place: str) -> None:
    async def work(place: Workplace) -> None:
        await furnish(place)
        aggregate = make_row(
            "export-000000008", status=ExportStatus.READY, attempts=1, holds_customers=False, expires_at=NOON + LIFE
        )
        await add_all(place, aggregate)
        finished = place.folder / "finished"
        finished.write_bytes(b"numbers")
        place.store.put(finished, "export-000000008.1.csv")
        assert await forget_erased(place, "acme", "part-2", NOON) == 4
        assert list(map(str, place.store.list_keys())) == ["export-000000008.1.csv"]
        assert [path.name for path in place.folder.iterdir()] == []
        assert (await read_row(place.records, RUNNING)).status is ExportStatus.FAILED
        assert (await read_row(place.records, READY)).status is ExportStatus.EXPIRED

    run_at(tmp_path, work, exports_place)


def test_an_empty_place_is_swept(tmp_path: Path, exports_place: str) -> None:
    async def work(place: Workplace) -> None:
        assert await sweep(place, NOON) == 0

    run_at(tmp_path, work, exports_place)
