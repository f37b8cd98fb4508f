"""Commands killed in the midst of what they put into a storage: the last snapshot opens, and the same command goes on."""

import os
from dataclasses import dataclass
from pathlib import Path
from shutil import copytree
from tempfile import mkdtemp

import pytest

from db.addresses import open_storage
from db.lake import loads
from db.storage import Storage
from db.stored_depot import StoredDepot
from domain.errors import OperationError
from services.replica import Replica
from tests.app.test_storage import find_in_storage
from tests.db.storage import VARIABLES, make_bucket
from tests.faults import reports
from tests.faults.kills import choose_evenly
from tests.faults.processes import KILLED, start
from tests.faults.reports import ERASED, ERASED_ACCOUNT, NORTH, PERSONAL
from tests.faults.world import FIRST_DAY

KILLS = {"load": 4, "build": 6, "erase": 6}
_STEPS = ("put", "take-away")


@dataclass(frozen=True, slots=True)
class Seen:
    """What a storage says: the current version, its parts with their customers, and the loads' files with their rows."""

    version: str
    parts: dict[str, tuple[str, int]]
    lake: dict[str, tuple[tuple[str, int], ...]]


@dataclass(frozen=True, slots=True)
class Place:
    """A home and the storage that it works on."""

    home: Path
    address: str
    server: str

    def run(self, *arguments: str | Path, fault: str = "") -> tuple[int, str]:
        """Runs a command to its end: exit code and standard error."""
        given = VARIABLES | {"AWS_ENDPOINT_URL": self.server, "HOLDFAST_STORAGE": self.address}
        ended = start(self.home, *arguments, fault=fault, settings={**given, "PATH": os.environ["PATH"]}).end()
        return ended.exit_code, ended.err

    def copy(self) -> "Place":
        """The same once more, to be spoilt."""
        copied = Place(
            copytree(self.home, Path(mkdtemp(dir=self.home.parent)) / "home"), make_bucket(self.server), self.server
        )
        storage = open_storage(self.address)
        for name in storage.objects(""):
            open_storage(copied.address).put(name, storage.read(name))
        return copied


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, s3_server: str) -> Place:
    """A publisher with one load, built."""
    folder = tmp_path_factory.mktemp("storage")
    place = Place(folder / "home", make_bucket(s3_server), s3_server)
    files = folder / "reports"
    customers = reports.write_customers(files / "customers.csv", NORTH)
    usage = reports.write_usage(files / "usage.csv", NORTH, FIRST_DAY, 60)
    assert place.run("load", "--publisher", NORTH, customers, usage) == (0, "")
    assert place.run("build") == (0, "")
    return place


def arguments_of(name: str, place: Place) -> tuple[str | Path, ...]:
    later = place.home.parent / "reports" / "later.csv"
    if name == "load":
        return "load", "--publisher", NORTH, later
    return ("build",) if name == "build" else ("erase", "--publisher", NORTH, "--customer", ERASED)


def see(storage: Storage, folder: Path) -> Seen:
    """Reads everything; whatever does not open is a fault."""
    replica = Replica(storage, folder / "replica", 10**9)
    replica.look()
    snapshot = replica.current()
    assert snapshot is not None
    opened = {name: replica.part(name, part_id) for name, part_id in snapshot.parts.items()}
    assert replica.benchmarks(snapshot) is not None
    depot = StoredDepot(storage, folder / "read")
    depot.open_lake()
    found = loads(depot.home)
    depot.bring_files([file.path for load in found for file in load.files])
    lake = {
        f"{each.publisher_id} {each.number}": tuple((file.name, file.rows) for file in each.files) for each in found
    }
    return Seen(snapshot.version, {name: (part.part_id, part.customers) for name, part in opened.items()}, lake)


@pytest.mark.parametrize("name", list(KILLS))
def test_a_command_killed_while_it_puts_goes_on(built: Place, tmp_path: Path, name: str) -> None:
    before = built
    reports.write_usage(built.home.parent / "reports" / "later.csv", NORTH, FIRST_DAY, 90)
    if name == "build":
        before = built.copy()
        assert before.run(*arguments_of("load", built)) == (0, "")
    arguments, clean = arguments_of(name, built), before.copy()
    listing = tmp_path / "passings"
    assert clean.run(*arguments, fault=f"list={listing}") == (0, "")
    storage = open_storage(clean.address)
    first, after = see(open_storage(before.address), tmp_path / "before"), see(storage, tmp_path / "after")
    passings = [each for each in listing.read_text().split() if each.partition(":")[0].partition("-")[2] in _STEPS]
    for number, passing in enumerate(choose_evenly(passings, KILLS[name])):
        place = before.copy()
        assert place.run(*arguments, fault=passing)[0] == KILLED, passing
        now = see(open_storage(place.address), tmp_path / f"killed-{number}")
        assert now.lake in (first.lake, after.lake), passing
        assert now.parts in (first.parts, after.parts) or name == "load", passing
        assert place.run(*arguments) == (0, ""), passing
        done = see(open_storage(place.address), tmp_path / f"done-{number}")
        assert done.lake == after.lake and {key: part[1] for key, part in done.parts.items()} == {
            key: part[1] for key, part in after.parts.items()
        }
        if name == "erase":
            (tmp_path / f"looked-{number}").mkdir()
            texts = (ERASED, ERASED_ACCOUNT, *PERSONAL)
            assert find_in_storage(open_storage(place.address), tmp_path / f"looked-{number}", texts) == []


def test_what_is_spoilt_in_the_storage_is_named_and_nothing_changes(built: Place, tmp_path: Path) -> None:
    place = built.copy()
    storage = open_storage(place.address)
    name = next(each for each in storage.objects("lake") if "usage" in each)
    storage.put(name, storage.read(name)[:-1])
    before = storage.objects("")
    code, told = place.run("erase", "--publisher", NORTH, "--customer", ERASED)
    assert (code, f"{place.address}/{name}: the object has " in told) == (1, True)
    assert {each: size for each, size in storage.objects("").items() if not each.startswith("leases/")} == {
        each: size for each, size in before.items() if not each.startswith("leases/")
    }
    storage.put("ledgers/north.zip", b"nothing")
    with pytest.raises(OperationError, match=r"ledgers/north\.zip: the object is broken"):
        see(storage, tmp_path)
