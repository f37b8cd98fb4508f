"""Parts put into a storage as a build does, and homes of hosts that share one."""

import os
from datetime import UTC, date, datetime
from pathlib import Path

from click.testing import CliRunner, Result

from app.commands import main
from db.parts import part_folder
from db.snapshots import Snapshot, SnapshotStore
from db.storage import Storage
from db.stored_depot import StoredDepot
from domain.calendar import day_number
from tests.parts import write_part

SECRET = "a secret of the tests, 32 characters or more"
AS_OF = date(2024, 8, 31)
CUSTOMERS = {"customers": [{"customer": 1, "customer_id": "c1", "date_acquired": date(2024, 5, 1), "is_active": True}]}


def put_parts(storage: Storage, folder: Path, part_id: str, *publishers: str) -> None:
    """Puts small parts of one id, which the snapshot of that name makes current; older parts stay."""
    depot = StoredDepot(storage, folder)
    depot.open_snapshots()
    for publisher_id in publishers:
        write_part(depot.home, CUSTOMERS, as_of=AS_OF, publisher_id=publisher_id, part_id=part_id)
        depot.keep_part(publisher_id, part_id)
    loaded = dict.fromkeys(publishers, "2024-08-30T12:00:00+00:00")
    SnapshotStore(depot.home).publish(
        Snapshot(
            f"of-{part_id}", datetime(2024, 8, 31, tzinfo=UTC), dict.fromkeys(publishers, part_id), None, None, loaded
        )
    )
    depot.close_snapshots()


def bytes_below(folder: Path) -> int:
    """Bytes of all files below a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def measure_part(home: Path, publisher_id: str, part_id: str) -> int:
    """Bytes of a part's files."""
    return bytes_below(part_folder(home, publisher_id, part_id))


def day_of(text: str) -> int:
    """The day number of an ISO day."""
    return day_number(date.fromisoformat(text))


class Host:
    """A host with a home of its own on a storage that others share; commands run in this process."""

    def __init__(self, home: Path, storage: str) -> None:
        self.home, self.storage = home, storage

    def run(self, *arguments: str | Path) -> Result:
        """Runs a command to its end, whatever that is."""
        kept = {name: None for name in os.environ if name.startswith("HOLDFAST_")}
        own = {
            "HOME": str(self.home),
            "STORAGE": self.storage,
            "SECRET": SECRET,
            "MEMORY_LIMIT": "256MB",
            "THREADS": "1",
        }
        given = kept | {f"HOLDFAST_{name}": value for name, value in own.items()}
        return CliRunner().invoke(main, [str(each) for each in arguments], env=given, prog_name="holdfast")

    def succeed(self, *arguments: str | Path) -> str:
        """Runs a command that must succeed, and gives what it printed on standard output."""
        ended = self.run(*arguments)
        assert ended.exit_code == 0, f"{arguments}: {ended.stderr} {ended.exception!r}"
        return ended.stdout
