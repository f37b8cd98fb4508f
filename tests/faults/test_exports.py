"""Exports whose workers are killed, told to end, or out of space: the file is there whole and once, or not at all."""

import os
import random
import signal
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp

import pytest

from domain.export_rules import ExportStatus
from tests.faults.exporting import Exporting, make_exporting
from tests.faults.filling import open_small_place
from tests.faults.processes import KILLED

CUSTOMERS = 30_000
KILLS_WANTED = 20
DRAWS = 80
SEED = 20261122
OVER = (ExportStatus.READY, ExportStatus.FAILED, ExportStatus.CANCELED)


@pytest.fixture
def exporting(memory_folder: Path) -> Iterator[Exporting]:
    """A home with exports of thirty thousand rows."""
    folder = Path(mkdtemp(dir=memory_folder))
    yield make_exporting(folder / "home", CUSTOMERS)
    rmtree(folder)


def test_a_worker_killed_twenty_times_leaves_each_file_whole_and_once(
    exporting: Exporting, kills: Counter[str]
) -> None:
    rng = random.Random(SEED)
    worker = exporting.start_worker()
    first = exporting.request()
    began = time.monotonic()
    expected = exporting.read(exporting.wait_for(first, *OVER))
    length = time.monotonic() - began
    worker.kill()
    assert expected.count(b"\n") == CUSTOMERS + 1
    wanted, running = exporting.request(), 0
    for _ in range(DRAWS):
        worker = exporting.start_worker()
        worker.process.join(rng.uniform(0, 1.5 * length))
        assert worker.kill().exit_code == KILLED
        found = exporting.find(wanted)
        running += found.status is ExportStatus.RUNNING
        if found.status is ExportStatus.READY:
            assert exporting.read(found) == expected
            wanted = exporting.request()
        if running == KILLS_WANTED:
            break
    kills["an export while it runs"] += running
    assert running == KILLS_WANTED
    worker = exporting.start_worker()
    assert exporting.wait_for(wanted, *OVER).status is ExportStatus.READY
    worker.process.terminate()
    assert worker.end().exit_code == 0
    ready = exporting.list_all()
    assert {export.status for export in ready} == {ExportStatus.READY}
    assert all(exporting.read(export) == expected and export.rows == CUSTOMERS for export in ready)
    exporting.sweep()
    assert exporting.list_files() == sorted([".writing", *(str(export.file) for export in ready)])


def test_a_worker_that_is_told_to_end_gives_its_export_back(exporting: Exporting) -> None:
    export_id = exporting.request()
    worker = exporting.start_worker()
    exporting.wait_for(export_id, ExportStatus.RUNNING)
    worker.process.terminate()
    assert worker.end().exit_code == 0
    assert exporting.find(export_id).status in (ExportStatus.QUEUED, ExportStatus.READY)
    assert [name for name in exporting.list_files() if name.startswith(".writing/")] == []
    worker = exporting.start_worker()
    export = exporting.wait_for(export_id, *OVER)
    assert (export.status, exporting.read(export).count(b"\n")) == (ExportStatus.READY, CUSTOMERS + 1)
    worker.kill()


def test_an_export_that_is_canceled_while_it_runs_leaves_nothing(exporting: Exporting) -> None:
    worker = exporting.start_worker()
    export_id = exporting.request()
    exporting.wait_for(export_id, ExportStatus.RUNNING)
    assert exporting.cancel(export_id).status is ExportStatus.CANCELED
    # the worker is free when it has made the next one
    assert exporting.wait_for(next_id := exporting.request(), *OVER).status is ExportStatus.READY
    worker.process.terminate()
    assert worker.end().exit_code == 0
    assert exporting.find(export_id).status is ExportStatus.CANCELED
    assert exporting.list_files() == sorted([".writing", f"{next_id}.1.csv"])


def test_a_full_disk_fails_an_export_and_not_the_next_one(exporting: Exporting) -> None:
    with open_small_place(exporting.home / "exports", 4) as place:
        if not place.mounted:
            pytest.skip("nobody may mount a small file system here")
        place.fill(20)
        worker = exporting.start_worker()
        failed = exporting.wait_for(exporting.request(), *OVER)
        assert failed.status is ExportStatus.FAILED
        assert failed.error == "there is no space left for the file; free some, then ask for it again"
        assert exporting.list_files() == [".writing", "filler"]
        place.free()
        export = exporting.wait_for(exporting.request(), *OVER)
        assert (export.status, exporting.read(export).count(b"\n")) == (ExportStatus.READY, CUSTOMERS + 1)
        worker.process.terminate()
        assert worker.end().exit_code == 0


def test_two_workers_share_the_queue(exporting: Exporting) -> None:
    workers = [exporting.start_worker() for _ in range(2)]
    wanted = [exporting.request() for _ in range(4)]
    expected = {exporting.read(exporting.wait_for(each, *OVER)) for each in wanted}
    assert len(expected) == 1
    for worker in workers:
        os.kill(worker.process.pid or 0, signal.SIGINT)
        assert worker.end().exit_code == 0
    assert exporting.list_files() == sorted([".writing", *(f"{each}.1.csv" for each in wanted)])
