"""Publishing what was built: a manifest and one rename; then old snapshots go, and parts that none names any more."""

from collections.abc import Collection, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from shutil import rmtree

import orjson

from db.depot import Depot
from db.files import make_folder, replace_file
from db.parts import BENCHMARKS, PARTS_FOLDER
from db.snapshots import Snapshot, SnapshotStore

KEPT_SNAPSHOTS = 3
GRACE_SECONDS = 660
"""How long a replaced part stays readable: the longest request and ten minutes."""
_REPLACED = "replaced"


@dataclass(frozen=True, slots=True)
class Keeping:
    """How long old things stay: snapshots kept, seconds that a replaced part stays, and ids of parts that exports still read."""

    snapshots: int = KEPT_SNAPSHOTS
    seconds: int = GRACE_SECONDS
    in_use: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class KeptSnapshot:
    """One line of the list of snapshots."""

    version: str
    built_at: datetime
    publishers: int
    current: bool


def publish(
    home: Path,
    parts: Mapping[str, str],
    benchmarks: tuple[str, str | None] | None,
    last_loaded_at: Mapping[str, str],
    built_at: datetime,
) -> Snapshot:
    """Makes these parts (publisher id -> part id) current, beside benchmarks (part id, day); one that says so already is left as it is."""
    store = SnapshotStore(home)
    shared, day = benchmarks or (None, None)
    current = store.current()
    if current is not None and (parts, shared, day, last_loaded_at) == (
        current.parts, current.benchmarks, current.benchmarks_day, current.last_loaded_at,
    ):  # fmt: skip
        return current
    snapshot = Snapshot(_free_version(store, built_at), built_at, parts, shared, day, last_loaded_at)
    store.publish(snapshot)
    return snapshot


def snapshots(home: Path) -> tuple[KeptSnapshot, ...]:
    """The kept snapshots, oldest first."""
    store = SnapshotStore(home)
    current = store.current()
    kept = [store.read(version) for version in store.versions()]
    return tuple(
        KeptSnapshot(
            each.version, each.built_at, len(each.parts), current is not None and each.version == current.version
        )
        for each in kept
    )


def rollback(depot: Depot, version: str) -> None:
    """Makes a kept snapshot current again; NoSnapshotError where it, or a part that it names, is gone."""
    store = SnapshotStore(depot.home)
    for publisher_id, part_id in store.read(version).parts.items():
        depot.check_part(publisher_id, part_id)
    store.switch(version)


def remove_old(depot: Depot, at: datetime, keeping: Keeping) -> tuple[str, ...]:
    """Takes away snapshots beyond the newest kept ones, and parts that no manifest names and that were replaced long enough ago.

    Returns the removed parts' ids. The current snapshot always stays. `at` is the time of this command.
    """
    store = SnapshotStore(depot.home)
    current = store.current()
    if current is None:
        return ()
    versions = store.versions()
    for version in versions[: max(len(versions) - keeping.snapshots, 0)]:
        if version != current.version:
            store.remove(version)
    replaced = _note_replaced(depot, _named(current), at)
    named = {part for version in store.versions() for part in _named(store.read(version))}
    removed = [
        part
        for part, since in replaced.items()
        if part not in named and (at - since).total_seconds() > keeping.seconds and part[1] not in keeping.in_use
    ]
    for publisher_id, part_id in removed:
        depot.remove_part(publisher_id, part_id)
    return tuple(part_id for _, part_id in removed)


def clear_removed(home: Path) -> None:
    """Finishes removals of parts that a killed command began, and deletes manifests that it had not finished."""
    for hidden in sorted((home / PARTS_FOLDER).glob("*/.removed-*")):
        rmtree(hidden)
    for unfinished in sorted((home / "snapshots").glob(".*.new")):
        unfinished.unlink()


def _named(snapshot: Snapshot) -> set[tuple[str, str]]:
    """Publisher and id of the parts that a snapshot names."""
    return {*snapshot.parts.items(), *({(BENCHMARKS, snapshot.benchmarks)} if snapshot.benchmarks else ())}


def _note_replaced(
    depot: Depot, in_service: AbstractSet[tuple[str, str]], at: datetime
) -> dict[tuple[str, str], datetime]:
    """Since when each part is not the current one, as far as commands saw it; noted beside the manifests."""
    path = depot.home / "snapshots" / _REPLACED
    known = orjson.loads(path.read_bytes()) if path.exists() else {}
    keys = {part: "/".join(part) for part in sorted(depot.list_parts() - in_service)}
    noted = {key: known.get(key, at.isoformat()) for key in keys.values()}
    if noted != known:
        make_folder(path.parent)
        replace_file(path, orjson.dumps(noted, option=orjson.OPT_INDENT_2))
    return {part: datetime.fromisoformat(noted[key]) for part, key in keys.items()}


def _free_version(store: SnapshotStore, built_at: datetime) -> str:
    version = f"{built_at:%Y%m%dT%H%M%S}.{built_at.microsecond:06}"
    taken = store.versions()
    number = 1
    free = version
    while free in taken:
        number += 1
        free = f"{version}-{number:03}"
    return free
