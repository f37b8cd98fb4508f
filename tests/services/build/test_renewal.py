"""A publisher's part built anew: what it replaces is gone at once, and the work can be taken up after a kill."""

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from db.depot import Depot
from db.snapshots import SnapshotStore
from domain.calendar import date_of
from services.build.publishing import snapshots
from services.build.renewal import Renewal, renew_part
from tests.services.build.homes import build_on, load_usage, used


def renew(home: Path, publisher_id: str = "a") -> Renewal:
    return renew_part(home, publisher_id, built_at=datetime(2024, 3, 9, tzinfo=UTC), memory_limit="256MB", threads=1)


def _two_days(home: Path) -> None:
    load_usage(home, "a", 1, used("c1", "2024-01-01"))
    load_usage(home, "b", 1, used("c1", "2024-01-01"))
    build_on(home, "2024-03-01", as_of="2024-02-01")
    load_usage(home, "a", 2, used("c1", "2024-01-02"))
    build_on(home, "2024-03-02", as_of="2024-02-01")
    # as erasing does: the lake's keys are another part of what the new part is a function of
    (home / "lake" / "a" / "erased.json").write_text('{"format": 1, "keys": ["k"]}')


def _parts_of(home: Path, publisher_id: str) -> list[str]:
    return sorted(part_id for owner, part_id in Depot(home).list_parts() if owner == publisher_id)


def test_old_parts_and_the_snapshots_that_name_them_are_gone_at_once(tmp_path: Path) -> None:
    _two_days(tmp_path)
    before = _parts_of(tmp_path, "a")
    theirs = _parts_of(tmp_path, "b")
    renewal = renew(tmp_path)
    assert renewal.part_id not in before
    assert sorted(renewal.parts) == sorted(before)
    assert renewal.snapshots == ("20240301T120000.000000", "20240302T120000.000000")
    assert _parts_of(tmp_path, "a") == [renewal.part_id]
    assert _parts_of(tmp_path, "b") == theirs
    assert [each.version for each in snapshots(tmp_path)] == ["20240309T000000.000000"]
    current = SnapshotStore(tmp_path).current()
    assert current is not None and renewal.part_id is not None
    part = SnapshotStore(tmp_path).part("a", current.parts["a"])
    # the same day, the other publisher and the benchmarks as they were
    assert (date_of(part.as_of).isoformat(), part.usage_days) == ("2024-02-01", 2)
    assert (current.parts["b"], current.benchmarks_day) == (theirs[0], "2024-03-02")
    assert current.last_loaded_at == {"a": "2024-01-02T00:00:00+00:00", "b": "2024-01-01T00:00:00+00:00"}


def test_running_it_again_changes_nothing(tmp_path: Path) -> None:
    _two_days(tmp_path)
    first = renew(tmp_path)
    assert renew(tmp_path) == Renewal(first.part_id, (), ())
    assert len(snapshots(tmp_path)) == 1


def test_a_publisher_that_was_never_built_has_nothing_to_renew(tmp_path: Path) -> None:
    load_usage(tmp_path, "a", 1, used("c1", "2024-01-01"))
    assert renew(tmp_path) == Renewal(None, (), ())
    assert SnapshotStore(tmp_path).current() is None


_RENEW = """
import sys
from pathlib import Path
from tests.services.build.test_renewal import renew
renew(Path(sys.argv[1]))
"""


@pytest.mark.parametrize(
    "fault", ["after-rename:1", "after-rename:2", "after-remove:1", "before-remove:3", "after-remove:3"]
)
def test_killed_anywhere_it_is_finished_by_the_next_run(tmp_path: Path, fault: str) -> None:
    _two_days(tmp_path)
    before = _parts_of(tmp_path, "a")
    environment = os.environ | {"HOLDFAST_FAULT": fault, "PYTHONPATH": os.pathsep.join(sys.path)}
    killed = subprocess.run([sys.executable, "-c", _RENEW, str(tmp_path)], env=environment, check=False)
    assert killed.returncode == -signal.SIGKILL
    renewal = renew(tmp_path)
    assert _parts_of(tmp_path, "a") == [renewal.part_id]
    assert renewal.part_id not in before
    store = SnapshotStore(tmp_path)
    assert {store.read(version).parts["a"] for version in store.versions()} == {renewal.part_id}
    assert [each.current for each in snapshots(tmp_path)][-1]
    assert not list((tmp_path / "parts" / "a").glob(".*"))
