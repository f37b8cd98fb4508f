"""What becomes of an export when its file is made, and when something goes wrong."""

import asyncio
import errno
from pathlib import Path

import duckdb
import pytest

from db.records.export_leases import Finished, Lease, take_export
from db.records.exports import cancel_export
from domain.errors import BadInputError, NoSnapshotError, OperationError, StoppedError
from domain.export_rules import ExportStatus
from domain.exports import ExportReport, ExportRequest
from services.exports.engine import telling_engine_errors
from services.exports.making import Workplace, explain, make_file, settle
from services.exports.progress import WritingProgress
from tests.db.exporting import LEASE, NOON, make_row, read_row
from tests.parts import make_view, write_part
from tests.resolvers.world import AS_OF, small_tables
from tests.services.exports.places import LIFE, add_all, run_at

ID = "export-000000001"
FIRST = Lease(ID, "one", 1)
ASKED = ExportRequest(ExportReport.CUSTOMER_DETAILS)
FULL = "there is no space left for the file; free some, then ask for it again"


async def take(place: Workplace) -> None:
    await add_all(place, make_row())
    assert await take_export(place.records, "one", NOON, LEASE) is not None


async def fail(error: Exception) -> Finished:
    raise error


def make(home: Path, place: Workplace, progress: WritingProgress) -> Finished:
    view = make_view(home, [write_part(home, small_tables(), as_of=AS_OF)])
    return make_file(place, view, ASKED, FIRST, progress.tell)


def list_files(home: Path) -> list[str]:
    return sorted(str(path.relative_to(home)) for path in (home / "exports").rglob("*") if path.is_file())


def test_a_file_is_made_and_ready(tmp_path: Path) -> None:
    async def work(place: Workplace) -> None:
        await take(place)
        progress = WritingProgress()
        await settle(place, FIRST, asyncio.to_thread(make, tmp_path, place, progress))
        row = await read_row(place.records)
        assert (row.status, row.rows, row.file) == (ExportStatus.READY, 3, f"{ID}.1.csv")
        assert (row.ready_at, row.expires_at) == (NOON, NOON + LIFE)
        assert list_files(tmp_path) == [f"exports/{ID}.1.csv"]
        assert len(place.store.read(f"{ID}.1.csv", 0, 1000)) == row.bytes
        assert (progress.done, progress.total) == (3, 3)
        assert list(place.folder.iterdir()) == []

    run_at(tmp_path, work)


def test_a_canceled_export_leaves_no_file(tmp_path: Path) -> None:
    async def work(place: Workplace) -> None:
        await take(place)
        assert await cancel_export(place.records, ID, NOON)
        await settle(place, FIRST, asyncio.to_thread(make, tmp_path, place, WritingProgress()))
        assert (await read_row(place.records)).status is ExportStatus.CANCELED
        assert list_files(tmp_path) == []

    run_at(tmp_path, work)


def test_what_is_told_to_stop_leaves_no_file(tmp_path: Path) -> None:
    async def work(place: Workplace) -> None:
        await take(place)
        progress = WritingProgress()
        progress.stop()
        with pytest.raises(StoppedError):
            await settle(place, FIRST, asyncio.to_thread(make, tmp_path, place, progress))
        assert (await read_row(place.records)).status is ExportStatus.RUNNING
        assert list_files(tmp_path) == []
        assert list(place.folder.iterdir()) == []

    run_at(tmp_path, work)


def test_of_a_part_that_is_deleted_meanwhile_nothing_is_given_out(tmp_path: Path) -> None:
    async def work(place: Workplace) -> None:
        await take(place)
        view = make_view(tmp_path, [write_part(tmp_path, small_tables(), as_of=AS_OF)])

        def erase(*_: object) -> None:
            view.part.folder.rename(tmp_path / "gone")

        progress = asyncio.to_thread(make_file, place, view, ASKED, FIRST, erase)
        with pytest.raises((NoSnapshotError, duckdb.IOException)):
            await progress
        assert list_files(tmp_path) == []

    run_at(tmp_path, work)


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (BadInputError("top: 0; give 1 to 1000"), "top: 0; give 1 to 1000"),
        (OSError(errno.ENOSPC, "No space left on device", "/somewhere/private"), FULL),
        (OSError(errno.EFBIG, "File too large", "/somewhere/private"), FULL),
        (duckdb.IOException('IO Error: Could not write file "/x": No space left on device'), FULL),
    ],
)
def test_what_no_other_attempt_would_mend_fails_at_once(tmp_path: Path, error: Exception, told: str) -> None:
    async def work(place: Workplace) -> None:
        await take(place)
        await settle(place, FIRST, fail(error))
        row = await read_row(place.records)
        assert (row.status, row.error, row.failures, row.ended_at) == (ExportStatus.FAILED, told, 0, NOON)

    run_at(tmp_path, work)


def test_what_another_attempt_may_mend_is_tried_again(tmp_path: Path) -> None:
    async def work(place: Workplace) -> None:
        await take(place)
        await settle(place, FIRST, fail(ConnectionError("of ann@example.org")))
        row = await read_row(place.records)
        assert (row.status, row.error, row.failures, row.lease_end) == (ExportStatus.QUEUED, None, 1, NOON + LEASE / 3)
        for attempt in (2, 3):
            moment = NOON + attempt * LEASE
            assert await take_export(place.records, "one", moment, LEASE) is not None
            await settle(place, Lease(ID, "one", attempt), fail(RuntimeError("of ann@example.org")))
        row = await read_row(place.records)
        assert (row.status, row.error) == (
            ExportStatus.FAILED, f"it failed unexpectedly, several times; the log says why, under export {ID}",
        )  # fmt: skip

    run_at(tmp_path, work)


def test_too_little_memory_is_told() -> None:
    told = (
        "it needs more memory than HOLDFAST_MEMORY_LIMIT grants, or more space than there is for ordering its rows;"
        " raise that, free some, or ask for less"
    )
    assert explain(duckdb.OutOfMemoryException("x")) == told
    try:
        with telling_engine_errors(Path("/somewhere/private")):
            raise duckdb.OutOfMemoryException("x")
    except OperationError as error:
        assert explain(error) == told
    assert explain(ValueError("x")) is None
