"""The nightly script of deploy/: what lies in the inbox is loaded, moved aside and built; a load that fails keeps its files."""

import subprocess
from datetime import date
from pathlib import Path

from app.settings import ROOT
from db.lake import loads
from db.snapshots import SnapshotStore
from tests.app.commands import environment
from tests.faults import reports
from tests.faults.reports import NORTH, SOUTH


def run_night(home: Path, inbox: Path) -> int:
    script = [str(ROOT / "deploy" / "nightly"), str(inbox)]
    return subprocess.run(script, env=environment(home), capture_output=True, timeout=120, check=False).returncode


def test_a_night_loads_what_there_is_and_builds(tmp_path: Path) -> None:
    home, inbox = tmp_path / "home", tmp_path / "inbox"
    customers = reports.write_customers(inbox / NORTH / "customers of north.csv", NORTH)
    usage = reports.write_usage(inbox / NORTH / "usage.csv", NORTH, date(2023, 3, 1), 20)
    broken = reports.write_csv(inbox / SOUTH / "broken.csv", ("nothing", "known"), [(1, 2)])
    (inbox / "empty").mkdir()
    assert run_night(home, inbox) == 1
    assert [load.publisher_id for load in loads(home)] == [NORTH]
    assert [file.name for file in loads(home)[0].files] == [customers.name, usage.name]
    assert sorted(path.name for path in (inbox / NORTH / "loaded").iterdir()) == [customers.name, usage.name]
    assert (customers.exists(), usage.exists(), broken.exists()) == (False, False, True)
    snapshot = SnapshotStore(home).current()
    assert snapshot is not None
    assert list(snapshot.parts) == [NORTH]
    broken.unlink()
    assert run_night(home, inbox) == 0
    assert len(loads(home)) == 1
