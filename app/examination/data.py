"""What lies in the lake, and whether the snapshot has all of it."""

from collections.abc import Iterator

from app.examination.finding import Finding
from app.settings import Settings
from db.depot import Depot
from db.lake import Load, loads
from db.parts import PART_FILE, open_part, part_folder
from db.snapshots import Snapshot, SnapshotStore
from services.build.build import group_loads


def examine_data(_: Settings, depot: Depot) -> Iterator[Finding]:
    """Loads, and publishers whose newest ones are not published."""
    known = group_loads(loads(depot.home))
    if not known:
        yield Finding("lake", True, "empty; `./holdfast load` reads reports, `./holdfast demo` makes some")
        return
    yield Finding("lake", True, f"{sum(map(len, known))} loads of {len(known)} publishers")
    snapshot = SnapshotStore(depot.home).current()
    if snapshot is None:
        yield Finding("snapshot", False, "none", "run `./holdfast build`")
        return
    yield _examine_snapshot(depot, snapshot, {own[0].publisher_id: own for own in known})


def _examine_snapshot(depot: Depot, snapshot: Snapshot, known: dict[str, tuple[Load, ...]]) -> Finding:
    for named in snapshot.parts.items():
        depot.check_part(*named)
    behind = [name for name, own in sorted(known.items()) if _is_behind(depot, snapshot, own)]
    if behind:
        return Finding("snapshot", False, f"loads of {', '.join(behind)} are not in it", "run `./holdfast build`")
    return Finding("snapshot", True, f"{snapshot.version}, all loads are in it")


def _is_behind(depot: Depot, snapshot: Snapshot, own: tuple[Load, ...]) -> bool:
    """Whether a publisher has loads which its part is without."""
    publisher_id = own[0].publisher_id
    part_id = snapshot.parts.get(publisher_id)
    if part_id is None:
        return True
    folder = part_folder(depot.home, publisher_id, part_id)
    if not (folder / PART_FILE).exists():  # its files are in the storage
        return max(load.loaded_at for load in own) != snapshot.last_loaded_at[publisher_id]
    return not {load.load_id for load in own} <= set(open_part(folder).loads)
