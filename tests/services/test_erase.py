"""A customer erased everywhere, by the real loader and the real build."""

import os
import shutil
import signal
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from db.snapshots import SnapshotStore
from domain.errors import NotFoundError
from services.build.build import build
from services.erase import ErasureReport, erase
from services.load.load import load_files

SECRET = b"secret of the erasure"
CUSTOMERS = "customer_id,company_name,billing_account_id\nc-gone,Vanished Inc,acct-gone\nc-kept,Kept Ltd,acct-kept\n"
USAGE = (
    "used_on,customer_id,offer_id,raw_hours\n2024-01-01,c-gone,o1,1\n2024-01-02,c-kept,o1,2\n2024-01-03,c-gone,o1,4\n"
)


def _load(home: Path, name: str, text: str, day: int) -> None:
    path = home.with_name(f"{home.name}-{name}")
    path.write_text(text)
    load_files(
        home,
        "contoso",
        [path],
        zone=None,
        name=None,
        replaces=None,
        strict=True,
        loaded_at=datetime(2024, 2, day, tzinfo=UTC),
        secret=SECRET,
        memory_limit="256MB",
        threads=1,
    )


def _build(home: Path, day: int) -> str:
    report = build(
        home,
        as_of=None,
        today=date(2024, 2, day),
        built_at=datetime(2024, 2, day, tzinfo=UTC),
        memory_limit="256MB",
        threads=1,
    )
    return report.parts[0].part_id


def take_out(home: Path, customer_id: str = "c-gone") -> ErasureReport:
    return erase(
        home,
        "contoso",
        customer_id,
        secret=SECRET,
        erased_at=datetime(2024, 2, 20, tzinfo=UTC),
        memory_limit="256MB",
        threads=1,
    )


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two snapshots, two parts; both know the customer. Nobody changes it."""
    home = tmp_path_factory.mktemp("built") / "home"
    home.mkdir()
    _load(home, "customers.csv", CUSTOMERS, 1)
    _build(home, 2)
    _load(home, "usage.csv", USAGE, 3)
    _build(home, 4)
    return home


@pytest.fixture
def home(built: Path, tmp_path: Path) -> Path:
    """A copy of that home."""
    return Path(shutil.copytree(built, tmp_path / "home"))


def _holding(home: Path, text: str) -> list[str]:
    return [str(path) for path in home.rglob("*") if path.is_file() and text.encode() in path.read_bytes()]


def test_nothing_of_the_customer_is_left(home: Path) -> None:
    assert _holding(home, "c-gone")
    report = take_out(home)
    # one row of customers, two of usage
    assert report.rows == 3
    assert [_holding(home, text) for text in ("c-gone", "Vanished", "acct-gone")] == [[], [], []]
    store = SnapshotStore(home)
    current = store.current()
    assert current is not None and store.versions() == (current.version,)
    assert current.parts == {"contoso": report.renewal.part_id}
    part = store.part("contoso", current.parts["contoso"])
    assert (part.customers, part.usage_days) == (1, 1)
    assert len(report.renewal.parts) == 2


def test_an_overlapping_report_does_not_bring_it_back(home: Path) -> None:
    take_out(home)
    _load(home, "again.csv", USAGE + "2024-01-05,c-gone,o1,1\n2024-01-05,c-kept,o1,1\n", 21)
    part_id = _build(home, 22)
    assert _holding(home, "c-gone") == []
    assert SnapshotStore(home).part("contoso", part_id).usage_days == 2


def test_an_unknown_customer_is_refused_and_nothing_changes(home: Path) -> None:
    before = SnapshotStore(home).current()
    with pytest.raises(NotFoundError, match="has no such customer"):
        take_out(home, "c-unknown")
    assert SnapshotStore(home).current() == before


_ERASE = """
import sys
from pathlib import Path
from tests.services.test_erase import take_out
take_out(Path(sys.argv[1]))
"""


@pytest.mark.parametrize(
    "fault",
    ["after-rename:1", "after-rename:3", "after-rename:5", "after-rename:7", "before-remove:1", "after-remove:3"],
)
def test_killed_anywhere_it_is_finished_by_the_next_run(home: Path, fault: str) -> None:
    environment = os.environ | {"HOLDFAST_FAULT": fault, "PYTHONPATH": os.pathsep.join(sys.path)}
    killed = subprocess.run([sys.executable, "-c", _ERASE, str(home)], env=environment, check=False)
    assert killed.returncode == -signal.SIGKILL
    report = take_out(home)
    assert [_holding(home, text) for text in ("c-gone", "Vanished", "acct-gone")] == [[], [], []]
    current = SnapshotStore(home).current()
    assert current is not None and current.parts == {"contoso": report.renewal.part_id}
    assert [path.name for path in (home / "parts" / "contoso").iterdir()] == [report.renewal.part_id]
