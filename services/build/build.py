"""The build: every publisher's lake becomes its part, the benchmarks follow, and a snapshot is published."""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from db.depot import Depot, list_files
from db.files import publish_folder
from db.lake import STAGING_FOLDER, Load, clear_leftovers, loads
from db.parts import BENCHMARKS, open_part, part_folder, write_part_file
from db.snapshots import Snapshot, SnapshotStore
from db.tables import PART
from domain.calendar import date_of, day_number
from domain.errors import BadInputError, OperationError
from services.build.as_of import default_as_of, find_told_as_of
from services.build.benchmarks import SharedCurves, build_benchmarks, is_gathered
from services.build.identity import part_id_of, read_erased, version_of
from services.build.marts import list_question_texts, write_marts
from services.build.part import Engine, build_part
from services.build.publishing import Keeping, clear_removed, publish, remove_old
from services.load.failures import report_engine_errors
from services.load.progress import Progress, Silence


@dataclass(frozen=True, slots=True)
class BuiltPart:
    """A publisher's part: the day it speaks for, the rows of its loads, and whether it was there already."""

    publisher_id: str
    part_id: str
    as_of: date
    rows: int
    reused: bool


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did: the published version, each publisher's part, whether benchmarks were built, ids of removed parts."""

    snapshot: str
    built_at: datetime
    parts: tuple[BuiltPart, ...]
    benchmarks_built: bool
    removed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Workshop:
    """Where and with what parts are built; `version` is that of the build itself."""

    depot: Depot
    memory_limit: str
    threads: int
    progress: Progress
    version: str

    @property
    def home(self) -> Path:
        """The folder of the depot."""
        return self.depot.home

    @contextmanager
    def bench(self, name: str) -> Iterator[Path]:
        """An empty folder to be, for one piece of work, gone afterwards: on a full disk it must not stay."""
        folder = self.home / STAGING_FOLDER / f"build-{name}"
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def engine(self, bench: Path) -> Engine:
        """An engine that spills into a bench."""
        return Engine(self.memory_limit, self.threads, bench / "spill")


@report_engine_errors("Nothing was published")
def build(
    home: Path,
    *,
    as_of: date | None,
    today: date,
    built_at: datetime,
    memory_limit: str,
    threads: int,
    progress: Progress | None = None,
    keeping: Keeping | None = None,
    depot: Depot | None = None,
) -> BuildReport:
    """Builds what is missing and publishes a snapshot of all publishers that have loads.

    `as_of` None: each publisher's own default, at most `today`. Benchmarks are built with the first build of a day (UTC, of `built_at`)
    and whenever `as_of` is given. `depot` is where files are that are not in the home. Raises OperationError where nothing is loaded,
    BadInputError where `as_of` is after `today`.
    """
    if as_of is not None and as_of > today:
        raise BadInputError(f"as_of: {as_of} is after today, {today}; give today or an earlier day")
    clear_leftovers(home)
    clear_removed(home)
    by_publisher = group_loads(loads(home))
    if not by_publisher:
        raise OperationError(f"{home}: nothing is loaded yet; run `./holdfast load --publisher ID FILE...` first")
    workshop = open_workshop(depot or Depot(home), memory_limit, threads, progress)
    parts = [_take_part(workshop, own, as_of, today) for own in by_publisher]
    current = SnapshotStore(home).current()
    day = built_at.astimezone(UTC).date()
    shared = _current_benchmarks(current, day) if as_of is None else None
    built = shared is None
    if shared is None:
        shared = _take_benchmarks(workshop, parts, day)
    snapshot = publish(
        home,
        {part.publisher_id: part.part_id for part in parts},
        (shared.part_id, shared.day.isoformat()),
        {own[0].publisher_id: max(load.loaded_at for load in own) for own in by_publisher},
        built_at,
    )
    removed = remove_old(home, built_at, keeping or Keeping())
    return BuildReport(snapshot.version, snapshot.built_at, tuple(parts), built, removed)


def open_workshop(depot: Depot, memory_limit: str, threads: int, progress: Progress | None) -> Workshop:
    """A workshop of this version of the build."""
    version = version_of(Path(__file__).parent, list_question_texts())
    return Workshop(depot, memory_limit, threads, progress or Silence(), version)


def group_loads(found: Sequence[Load]) -> list[tuple[Load, ...]]:
    """The loads of each publisher, publishers by id, loads by number."""
    publishers = sorted({load.publisher_id for load in found})
    return [tuple(load for load in found if load.publisher_id == publisher_id) for publisher_id in publishers]


def take_part(workshop: Workshop, own: Sequence[Load], as_of: int) -> BuiltPart:
    """The part of a publisher's loads at as_of (a day number), built unless it is there."""
    publisher_id = own[0].publisher_id
    part_id = part_id_of(own, as_of, read_erased(workshop.home, publisher_id), workshop.version)
    final = part_folder(workshop.home, publisher_id, part_id)
    rows = _rows(own)
    if final.exists():
        if any(final.iterdir()):  # else the depot has it elsewhere
            open_part(final)
        return BuiltPart(publisher_id, part_id, date_of(as_of), rows, True)
    workshop.depot.bring_files(list_files(own))
    workshop.progress.expect(publisher_id, rows)
    share, rest = divmod(rows, len(PART))
    with workshop.bench(part_id) as bench:
        staged = bench / "part"
        staged.mkdir(parents=True)
        engine = workshop.engine(bench)
        part = build_part(
            own,
            as_of,
            part_id=part_id,
            folder=staged,
            engine=engine,
            written=lambda _: workshop.progress.advance(share),
        )
        write_marts(part, engine)
        write_part_file(part)
        publish_folder(staged, final)
    workshop.depot.keep_part(publisher_id, part_id)
    workshop.depot.drop_files(own)
    workshop.progress.advance(rest)
    workshop.progress.finish()
    return BuiltPart(publisher_id, part_id, date_of(as_of), rows, False)


def _take_part(workshop: Workshop, own: Sequence[Load], as_of: date | None, today: date) -> BuiltPart:
    if as_of is not None:
        return take_part(workshop, own, day_number(as_of))
    found = find_told_as_of(own, today)
    if found is None:
        workshop.depot.bring_files(list_files(own))
        with workshop.bench("as-of") as bench:
            found = default_as_of(own, today, workshop.engine(bench))
    return take_part(workshop, own, found)


def _take_benchmarks(workshop: Workshop, parts: Sequence[BuiltPart], day: date) -> SharedCurves:
    """The benchmarks of these parts, built unless they are there."""
    for each in parts:
        workshop.depot.bring_part(each.publisher_id, each.part_id, is_gathered)
    opened = [open_part(part_folder(workshop.home, each.publisher_id, each.part_id)) for each in parts]
    with workshop.bench("benchmarks") as bench:
        shared = build_benchmarks(workshop.home, opened, day, workshop.version, bench)
    workshop.depot.keep_part(BENCHMARKS, shared.part_id)
    return shared


def _current_benchmarks(current: Snapshot | None, day: date) -> SharedCurves | None:
    if current is None or current.benchmarks is None or current.benchmarks_day != day.isoformat():
        return None
    return SharedCurves(current.benchmarks, day)


def _rows(own: Sequence[Load]) -> int:
    return sum(each.rows for load in own for each in load.files)
