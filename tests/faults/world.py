"""Two publishers' reports, the homes prepared from them, and the commands that are interrupted."""

import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import mkdtemp

from db.lake import STAGING_FOLDER, loads
from tests.faults import reports
from tests.faults.processes import succeed
from tests.faults.reports import ERASED, NORTH, SOUTH
from tests.faults.states import LoadFacts, Published, read_lake, read_published

FIRST_DAY = date(2023, 3, 1)


@dataclass(frozen=True, slots=True)
class State:
    """What a home says at one moment."""

    lake: dict[str, LoadFacts]
    published: Published | None


@dataclass(frozen=True, slots=True)
class World:
    """Report files and prepared homes in one folder.

    `built`: three loads of two publishers, built. `loaded`: one more load since. `other` is a file that no home has.
    """

    folder: Path
    built: Path
    loaded: Path
    other: Path

    def copy(self, home: Path) -> Path:
        """A copy of a home, to be spoilt."""
        return copy_home(home, self.folder)

    def load_other(self, home: Path) -> None:
        """The next load of another file: it must succeed and be wholly there."""
        before = {load.load_id for load in loads(home)}
        succeed(home, "load", "--publisher", NORTH, self.other)
        added = [load for load in loads(home) if load.load_id not in before]
        assert [[(each.report, each.rows) for each in load.files] for load in added] == [[("usage", 3)]]


@dataclass(frozen=True, slots=True)
class Command:
    """A command to be interrupted and the home that it runs on."""

    name: str
    home: Path
    arguments: tuple[str | Path, ...]


def copy_home(home: Path, folder: Path) -> Path:
    """A copy of a home in a folder of its own."""
    return shutil.copytree(home, Path(mkdtemp(dir=folder)) / "home")


def make_world(folder: Path) -> World:
    """Writes the reports and prepares the homes."""
    files = folder / "reports"
    built = folder / "built"
    customers = reports.write_customers(files / "customers.csv", NORTH)
    offers = reports.write_offers(files / "offers.csv")
    orders = reports.write_orders(files / "orders.csv", NORTH, FIRST_DAY)
    usage = reports.write_usage(files / "usage.csv", NORTH, FIRST_DAY, 120)
    later = reports.write_usage(files / "later.csv", NORTH, date(2023, 6, 25), 60)
    succeed(built, "load", "--publisher", NORTH, "--name", "North", customers, offers, orders, usage)
    succeed(built, "load", "--publisher", NORTH, later)
    south = reports.write_usage(files / "south.csv", SOUTH, FIRST_DAY, 90)
    bought = reports.write_orders(files / "south-orders.csv", SOUTH, FIRST_DAY)
    succeed(
        built,
        "load",
        "--publisher",
        SOUTH,
        reports.write_customers(files / "south-customers.csv", SOUTH),
        south,
        bought,
    )
    succeed(built, "build")
    other = reports.write_csv(
        files / "other.csv", reports.USAGE_COLUMNS,
        [(f"2023-12-0{day}", "north-03", "ledger", "basic", "Direct", "1.5", "2") for day in range(1, 4)],
    )  # fmt: skip
    loaded = copy_home(built, folder)
    succeed(loaded, *list_load(folder))
    return World(folder, built, loaded, other)


def list_load(folder: Path) -> tuple[str | Path, ...]:
    """The load that is interrupted: three reports, the customer to be erased in each."""
    files = folder / "reports"
    return (
        "load", "--publisher", NORTH,
        reports.write_marketplace_usage(files / "marketplace.csv", NORTH, date(2023, 9, 1), 60),
        reports.write_orders(files / "more-orders.csv", NORTH, date(2023, 9, 3)),
        reports.write_usage(files / "more.csv", NORTH, date(2023, 11, 1), 20),
    )  # fmt: skip


def list_commands(world: World) -> dict[str, Command]:
    """The four commands that change what is in a home, and one that only writes its records, by name."""
    second = loads(world.built, NORTH)[1]
    commands = (
        Command("load", world.built, list_load(world.folder)),
        Command("build", world.loaded, ("build",)),
        Command("unload", world.built, ("unload", second.load_id)),
        Command("erase", world.loaded, ("erase", "--publisher", NORTH, "--customer", ERASED)),
        Command("publishers", world.loaded, ("publishers",)),
    )
    return {command.name: command for command in commands}


def read_state(home: Path) -> State:
    """What a home says now."""
    return State(read_lake(home), read_published(home))


def list_leftovers(home: Path) -> list[str]:
    """Temporary files and folders that a finished command leaves behind; there must be none."""
    patterns = (f"{STAGING_FOLDER}/*", "lake/**/.*", "parts/**/.*", "snapshots/.*")
    return sorted(str(path.relative_to(home)) for pattern in patterns for path in home.glob(pattern))
