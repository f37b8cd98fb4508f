"""The build: every publisher's lake becomes its part, the benchmarks follow, and a snapshot is published."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from itertools import groupby
from pathlib import Path

from db.depot import Depot
from db.lake import Load, clear_leftovers
from db.parts import BENCHMARKS, open_part, part_folder
from db.snapshots import Snapshot, SnapshotStore
from domain.errors import BadInputError, OperationError
from services.build.benchmarks import SharedCurves, build_benchmarks, is_gathered
from services.build.crew import Crew, send_out
from services.build.publishing import Keeping, clear_removed, publish, remove_old
from services.build.workshop import BuiltPart, Workshop, find_as_of, open_workshop, take_part
from services.load.failures import report_engine_errors
from services.load.progress import Progress


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did: the published version, each publisher's part, whether benchmarks were built, ids of removed parts."""

    snapshot: str
    built_at: datetime
    parts: tuple[BuiltPart, ...]
    benchmarks_built: bool
    removed: tuple[str, ...]


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
    crew: Crew | None = None,
) -> BuildReport:
    """Builds what is missing and publishes a snapshot of all publishers that have loads.

    `as_of` None: each publisher's own default, at most `today`. Benchmarks are built with the first build of a day (UTC, of `built_at`)
    and whenever `as_of` is given. `depot` is where files are that are not in the home; a `crew` builds what is missing, each part with
    this memory and so many threads, instead of this process one after another. Raises OperationError where nothing is loaded,
    BadInputError where `as_of` is after `today`.
    """
    if as_of is not None and as_of > today:
        raise BadInputError(f"as_of: {as_of} is after today, {today}; give today or an earlier day")
    clear_leftovers(home)
    clear_removed(home)
    depot = depot or Depot(home)
    by_publisher = group_loads(depot.loads())
    if not by_publisher:
        raise OperationError(
            f"{depot.place}: nothing is loaded yet; run `./holdfast load --publisher ID FILE...` first"
        )
    workshop = open_workshop(depot, memory_limit, threads, progress)
    parts = _take_parts(workshop, by_publisher, as_of, today, crew)
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
    removed = remove_old(depot, built_at, keeping or Keeping())
    return BuildReport(snapshot.version, snapshot.built_at, tuple(parts), built, removed)


def group_loads(found: Sequence[Load]) -> list[tuple[Load, ...]]:
    """The loads of each publisher, publishers by id, loads by number."""
    ordered = sorted(found, key=lambda load: load.publisher_id)
    return [tuple(own) for _, own in groupby(ordered, key=lambda load: load.publisher_id)]


def _take_parts(
    workshop: Workshop, by_publisher: Sequence[Sequence[Load]], as_of: date | None, today: date, crew: Crew | None
) -> list[BuiltPart]:
    built = send_out(crew, workshop, by_publisher, as_of, today) if crew else {}
    parts = []
    for own in by_publisher:
        day = built.get(own[0].publisher_id)
        if day is None:
            parts.append(take_part(workshop, own, find_as_of(workshop, own, as_of, today)))
        else:
            parts.append(replace(take_part(workshop, own, day), reused=False))
    return parts


def _take_benchmarks(workshop: Workshop, parts: Sequence[BuiltPart], day: date) -> SharedCurves:
    """The benchmarks of these parts, built unless they are there."""
    for each in parts:
        workshop.depot.bring_part(each.publisher_id, each.part_id, is_gathered)
    opened = [open_part(part_folder(workshop.home, each.publisher_id, each.part_id)) for each in parts]
    with workshop.bench("benchmarks") as bench:
        shared = build_benchmarks(workshop.depot, opened, day, workshop.version, bench)
    workshop.depot.keep_part(BENCHMARKS, shared.part_id)
    return shared


def _current_benchmarks(current: Snapshot | None, day: date) -> SharedCurves | None:
    if current is None or current.benchmarks is None or current.benchmarks_day != day.isoformat():
        return None
    return SharedCurves(current.benchmarks, day)
