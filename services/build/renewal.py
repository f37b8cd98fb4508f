"""A publisher's part built and published anew, and everything that it replaces deleted at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from db.depot import Depot
from db.lake import Load, clear_leftovers
from db.parts import PART_FILE
from db.snapshots import Snapshot, SnapshotStore
from services.build.publishing import clear_removed, publish
from services.build.workshop import open_workshop, take_part
from services.load.failures import report_engine_errors
from services.load.progress import Progress


@dataclass(frozen=True, slots=True)
class Renewal:
    """The part now published (None where the publisher has none), and what was deleted: snapshot versions and part ids."""

    part_id: str | None
    snapshots: tuple[str, ...]
    parts: tuple[str, ...]


@report_engine_errors("Erase again once that is mended: it goes on where it stopped")
def renew_part(
    home: Path,
    publisher_id: str,
    *,
    built_at: datetime,
    memory_limit: str,
    threads: int,
    progress: Progress | None = None,
    depot: Depot | None = None,
) -> Renewal:
    """Builds the publisher's part from its lake as it is now, for the day that the published one speaks for.

    Older parts of the publisher and the snapshots that name them are deleted, in use or not; others stay. Killed at any instant, it can
    be run again and finishes the work. Where nothing of the publisher is published, only deletes.
    """
    clear_leftovers(home)
    clear_removed(home)
    depot = depot or Depot(home)
    store = SnapshotStore(home)
    current = store.current()
    kept = None
    if current is not None and publisher_id in current.parts:
        depot.bring_part(publisher_id, current.parts[publisher_id], PART_FILE.__eq__)
        as_of = store.part(publisher_id, current.parts[publisher_id]).as_of
        own = depot.loads(publisher_id)
        if own:
            kept = take_part(open_workshop(depot, memory_limit, threads, progress), own, as_of).part_id
        _publish_instead(home, current, own, publisher_id, kept, built_at)
    versions = _delete_snapshots(store, publisher_id, kept)
    return Renewal(kept, versions, _delete_parts(depot, publisher_id, kept))


def _publish_instead(
    home: Path, current: Snapshot, own: Sequence[Load], publisher_id: str, kept: str | None, built_at: datetime
) -> None:
    parts = {other: part for other, part in current.parts.items() if other != publisher_id}
    loaded = {other: at for other, at in current.last_loaded_at.items() if other != publisher_id}
    if kept is not None:
        parts[publisher_id] = kept
        loaded[publisher_id] = max(load.loaded_at for load in own)
    benchmarks = (current.benchmarks, current.benchmarks_day) if current.benchmarks else None
    publish(home, parts, benchmarks, loaded, built_at)


def _delete_snapshots(store: SnapshotStore, publisher_id: str, kept: str | None) -> tuple[str, ...]:
    old = [version for version in store.versions() if store.read(version).parts.get(publisher_id, kept) != kept]
    for version in old:
        store.remove(version)
    return tuple(old)


def _delete_parts(depot: Depot, publisher_id: str, kept: str | None) -> tuple[str, ...]:
    old = sorted(part_id for owner, part_id in depot.list_parts() if owner == publisher_id and part_id != kept)
    for part_id in old:
        depot.remove_part(publisher_id, part_id)
    return tuple(old)
