"""Snapshots: published by one rename, listed, rolled back, and removed when they are old."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from db.depot import Depot
from db.parts import BENCHMARKS
from db.snapshots import SnapshotStore
from domain.errors import NoSnapshotError, OperationError
from services.build.build import BuildReport
from services.build.publishing import Keeping, KeptSnapshot, remove_old, rollback, snapshots
from tests.services.build.homes import build_on, load_usage, used


def _own_parts(home: Path) -> set[tuple[str, str]]:
    return {part for part in Depot(home).list_parts() if part[0] != BENCHMARKS}


def test_a_part_is_built_once(tmp_path: Path) -> None:
    load_usage(tmp_path, "a", 1, used("c1", "2024-01-01"))
    load_usage(tmp_path, "b", 1, used("c1", "2024-01-01"))
    first = build_on(tmp_path, "2024-03-01")
    load_usage(tmp_path, "b", 2, used("c2", "2024-01-01"))
    second = build_on(tmp_path, "2024-03-01")
    assert [part.reused for part in first.parts] == [False, False]
    assert [part.reused for part in second.parts] == [True, False]
    assert first.parts[0].part_id == second.parts[0].part_id
    assert first.parts[1].part_id != second.parts[1].part_id
    assert not list((tmp_path / "staging").iterdir())


def test_a_build_that_changes_nothing_publishes_nothing(tmp_path: Path) -> None:
    load_usage(tmp_path, "a", 1, used("c1", "2024-01-01"))
    first, again = (build_on(tmp_path, "2024-03-01") for _ in range(2))
    assert first.snapshot == again.snapshot
    assert len(snapshots(tmp_path)) == 1


def test_an_as_of_makes_another_part(tmp_path: Path) -> None:
    load_usage(tmp_path, "a", 1, used("c1", "2024-01-01"))
    ids = {
        build_on(tmp_path, "2024-03-01", as_of=day).parts[0].part_id
        for day in ("2024-01-05", "2024-01-06", "2024-01-05")
    }
    assert len(ids) == 2


def test_the_manifest_says_what_was_built(tmp_path: Path) -> None:
    load_usage(tmp_path, "a", 1, used("c1", "2024-01-01"))
    load_usage(tmp_path, "a", 2, used("c1", "2024-01-02"))
    report = build_on(tmp_path, "2024-03-01")
    current = SnapshotStore(tmp_path).current()
    assert current is not None
    assert (current.version, current.built_at) == (report.snapshot, datetime(2024, 3, 1, 12, tzinfo=UTC))
    assert current.parts == {"a": report.parts[0].part_id}
    assert current.last_loaded_at == {"a": "2024-01-02T00:00:00+00:00"}
    assert current.benchmarks_day == "2024-03-01"


def test_the_newest_three_snapshots_stay(tmp_path: Path) -> None:
    for number in range(1, 6):
        load_usage(tmp_path, "a", number, used("c1", f"2024-01-0{number}"))
        build_on(tmp_path, f"2024-03-0{number}", keeping=Keeping(seconds=0))
    assert [(each.version, each.publishers, each.current) for each in snapshots(tmp_path)] == [
        ("20240303T120000.000000", 1, False),
        ("20240304T120000.000000", 1, False),
        ("20240305T120000.000000", 1, True),
    ]
    assert len(_own_parts(tmp_path)) == 3
    assert len([part for part in Depot(tmp_path).list_parts() if part[0] == BENCHMARKS]) == 3


def test_a_replaced_part_stays_for_a_while_and_while_it_is_in_use(tmp_path: Path) -> None:
    first = _build_two(tmp_path, Keeping(snapshots=1, seconds=86_400))
    [old] = first.parts
    kept = Keeping(snapshots=1, seconds=86_400, in_use=(old.part_id,))
    assert ("a", old.part_id) in _own_parts(tmp_path)
    # replaced on 2 March, noon: not yet longer than a day on 3 March, noon, and in use on the 4th
    assert build_on(tmp_path, "2024-03-03", keeping=Keeping(snapshots=1, seconds=86_400)).removed == ()
    build_on(tmp_path, "2024-03-04", keeping=kept)
    assert ("a", old.part_id) in _own_parts(tmp_path)
    removed = build_on(tmp_path, "2024-03-05", keeping=Keeping(snapshots=1, seconds=86_400)).removed
    assert old.part_id in removed
    assert ("a", old.part_id) not in _own_parts(tmp_path)


def _build_two(home: Path, keeping: Keeping) -> BuildReport:
    load_usage(home, "a", 1, used("c1", "2024-01-01"))
    first = build_on(home, "2024-03-01", keeping=keeping)
    load_usage(home, "a", 2, used("c1", "2024-01-02"))
    build_on(home, "2024-03-02", keeping=keeping)
    return first


def test_rolling_back_and_building_on(tmp_path: Path) -> None:
    first = _build_two(tmp_path, Keeping())
    rollback(Depot(tmp_path), first.snapshot)
    current = SnapshotStore(tmp_path).current()
    assert current is not None and current.version == first.snapshot
    assert [each.current for each in snapshots(tmp_path)] == [True, False]
    # the part of the newer lake is still there and is published again
    again = build_on(tmp_path, "2024-03-02")
    assert [part.reused for part in again.parts] == [True]
    assert again.snapshot == "20240302T120000.000000-002"


def test_the_current_snapshot_stays_however_old_it_is(tmp_path: Path) -> None:
    first = _build_two(tmp_path, Keeping())
    rollback(Depot(tmp_path), first.snapshot)
    store = SnapshotStore(tmp_path)
    remove_old(Depot(tmp_path), datetime(2024, 4, 1, tzinfo=UTC), Keeping(snapshots=1, seconds=0))
    assert store.versions() == (first.snapshot, "20240302T120000.000000")
    assert ("a", first.parts[0].part_id) in _own_parts(tmp_path)


def test_a_snapshot_that_is_gone_cannot_come_back(tmp_path: Path) -> None:
    load_usage(tmp_path, "a", 1, used("c1", "2024-01-01"))
    build_on(tmp_path, "2024-03-01")
    with pytest.raises(NoSnapshotError, match="snapshot 20200101: not kept here"):
        rollback(Depot(tmp_path), "20200101")


def test_nothing_is_listed_before_the_first_build(tmp_path: Path) -> None:
    assert snapshots(tmp_path) == ()


_BUILD = """
import sys
from collections.abc import Callable
from pathlib import Path
from tests.services.build.homes import build_on
build_on(Path(sys.argv[1]), "2024-03-02")
"""


@pytest.mark.parametrize(
    "fault", ["before-rename:1", "after-rename:1", "before-rename:3", "after-rename:4", "before-rename:4"]
)
def test_a_build_that_is_killed_leaves_the_last_snapshot_and_is_done_by_the_next(tmp_path: Path, fault: str) -> None:
    load_usage(tmp_path, "a", 1, used("c1", "2024-01-01"))
    first = build_on(tmp_path, "2024-03-01")
    load_usage(tmp_path, "a", 2, used("c1", "2024-01-02"))
    environment = os.environ | {"HOLDFAST_FAULT": fault, "PYTHONPATH": os.pathsep.join(sys.path)}
    killed = subprocess.run([sys.executable, "-c", _BUILD, str(tmp_path)], env=environment, check=False)
    assert killed.returncode == -signal.SIGKILL
    store = SnapshotStore(tmp_path)
    current = store.current()
    assert current is not None
    assert store.part("a", current.parts["a"]).usage_days in (1, 2)
    done = build_on(tmp_path, "2024-03-02")
    current = SnapshotStore(tmp_path).current()
    assert current is not None and current.version == done.snapshot != first.snapshot
    assert store.part("a", current.parts["a"]).usage_days == 2
    assert [each for each in snapshots(tmp_path) if each.current] == [
        KeptSnapshot(done.snapshot, done.built_at, 1, True)
    ]


def test_the_loads_of_a_publisher_that_are_gone_take_it_out_of_the_snapshot(tmp_path: Path) -> None:
    load_usage(tmp_path, "a", 1, used("c1", "2024-01-01"))
    load_usage(tmp_path, "b", 1, used("c1", "2024-01-01"))
    build_on(tmp_path, "2024-03-01")
    for folder in (tmp_path / "lake" / "b").iterdir():
        for path in folder.iterdir():
            path.unlink()
    report = build_on(tmp_path, "2024-03-01")
    assert [part.publisher_id for part in report.parts] == ["a"]


@pytest.mark.parametrize(
    "spoil", [lambda _: b"", lambda whole: whole[: len(whole) // 2], lambda whole: whole + b"more"]
)
def test_a_damaged_file_of_the_lake_is_named_and_nothing_is_published(
    tmp_path: Path, spoil: Callable[[bytes], bytes]
) -> None:
    load_usage(tmp_path, "acme", 1, used("c1", "2024-05-01"))
    build_on(tmp_path, "2024-06-01")
    load_usage(tmp_path, "acme", 2, used("c1", "2024-05-02"))
    before = (tmp_path / "snapshots" / "current").read_text()
    [damaged] = tmp_path.glob("lake/acme/0002-*/*usage.parquet")
    damaged.write_bytes(spoil(damaged.read_bytes()))
    with pytest.raises(OperationError) as told:
        build_on(tmp_path, "2024-06-01")
    assert str(told.value) == f"{damaged} is damaged; put it back from a backup. Nothing was published."
    assert (tmp_path / "snapshots" / "current").read_text() == before
    assert [path.name for path in (tmp_path / "staging").glob("build-*")] == []
