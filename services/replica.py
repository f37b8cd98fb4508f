"""The snapshots of a storage as one host serves them: `current` is followed, a part is fetched when it is first asked for."""

from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import Final

from db.files import make_folder, replace_file
from db.lake import STAGING_FOLDER
from db.ledgers import Ledgers
from db.parcels import fetch_large, unpack_small
from db.part_cache import Holds, PartCache
from db.parts import BENCHMARKS, PARTS_FOLDER, Benchmarks, Part, no_longer_kept, part_folder
from db.snapshots import SnapshotStore
from db.storage import Storage
from db.stored_parts import CURRENT, SNAPSHOTS, Pointer, list_parts, part_name, read_part, read_pointer
from domain.errors import NoSnapshotError
from services.flight import Flight

_MANIFESTS: Final = 5
"""Manifests that stay beside the current one: a request may have begun to read an older one."""
_BOOT: Final = "boot"
_BOOT_ID: Final = Path("/proc/sys/kernel/random/boot_id")


@dataclass(frozen=True, slots=True)
class _Looked:
    pointer: Pointer
    version: str


class Replica(SnapshotStore):
    """Of a storage, in a folder that all processes of this host share and nobody else; `limit` is in bytes of parts.

    `ledgers` are those of which the host keeps something.
    """

    def __init__(self, storage: Storage, folder: Path, limit: int, ledgers: Ledgers | None = None) -> None:
        super().__init__(folder)
        self._storage, self._cache, self._ledgers = storage, PartCache(folder, limit), ledgers
        self._fetching: Flight[None] = Flight()
        self._looked: _Looked | None = None

    def begin(self) -> Holds:
        """What a request holds while it is answered."""
        return Holds()

    def look(self) -> None:
        """Takes up what the storage says now: another snapshot, and parts that were taken away. OperationError where it cannot be asked."""
        pointer = read_pointer(self._storage)
        looked = _Looked(pointer, pointer.version)
        if looked == self._looked and not pointer.removing:
            return
        with self._cache.locked():
            if self._looked is None:
                self._clear_after_boot()
            if pointer.version:
                self._take_up(pointer.version)
        self._purge()
        if self._ledgers and (
            self._looked is None or pointer.removing or pointer.removals != self._looked.pointer.removals
        ):
            self._ledgers.forget_changed()
        self._looked = looked

    def lacks(self, publisher_id: str) -> bool:
        """Whether the next view of a publisher has to wait for files."""
        snapshot = self.current()
        if snapshot is None or publisher_id not in snapshot.parts:
            return False
        wanted = [(publisher_id, snapshot.parts[publisher_id]), (BENCHMARKS, snapshot.benchmarks or "")]
        return not all(part_folder(self.home, *each).exists() for each in wanted if each[1])

    def part(self, publisher_id: str, part_id: str, holds: Holds | None = None) -> Part:
        """An opened part, fetched where it is not here; NoSnapshotError where it is no longer kept."""
        self._hold(publisher_id, part_id, holds)
        return super().part(publisher_id, part_id)

    def benchmarks_part(self, part_id: str, day: str, holds: Holds | None = None) -> Benchmarks | None:
        """The benchmarks of a part id while they are kept."""
        try:
            self._hold(BENCHMARKS, part_id, holds)
        except NoSnapshotError:
            return None
        return super().benchmarks_part(part_id, day)

    def check_kept(self, publisher_id: str, part_id: str) -> None:
        """Raises NoSnapshotError where the storage has the part no more."""
        if not self._storage.exists(part_name(publisher_id, part_id)):
            raise no_longer_kept(publisher_id, part_id)

    def _hold(self, publisher_id: str, part_id: str, holds: Holds | None) -> None:
        while (descriptor := self._cache.hold(publisher_id, part_id)) is None:
            key = (publisher_id, part_id)
            self._fetching.take(key, lambda: self._fetch(publisher_id, part_id))
            self._fetching.forget(key)
        held = holds or Holds()
        held.add(descriptor)

    def _fetch(self, publisher_id: str, part_id: str) -> None:
        parcel = read_part(self._storage, publisher_id, part_id)
        self._cache.make_room(parcel.bytes)
        staging = self.home / STAGING_FOLDER
        make_folder(staging)
        staged = Path(mkdtemp(dir=staging))
        try:
            unpack_small(parcel, staged)
            fetch_large(self._storage, parcel, staged)
            self._cache.keep(staged, publisher_id, part_id)
        finally:
            rmtree(staged, ignore_errors=True)

    def _take_up(self, version: str) -> None:
        folder = self.home / SNAPSHOTS
        pointer = folder / CURRENT
        if pointer.exists() and pointer.read_text().strip() == version:
            return
        make_folder(folder)
        replace_file(folder / f"{version}.json", self._storage.read(f"{SNAPSHOTS}/{version}.json"))
        replace_file(pointer, f"{version}\n".encode())
        old = sorted(folder.glob("*.json"), key=lambda path: path.stat().st_mtime_ns)
        for path in old[: -_MANIFESTS - 1]:
            path.unlink()

    def _purge(self) -> None:
        """Removes what the storage has no more."""
        here = set(self._cache.list())
        current = self.current()
        named = set(current.parts.items()) if current else set()
        if here - named:
            for publisher_id, part_id in here - set(list_parts(self._storage.objects(f"{PARTS_FOLDER}/"))):
                self._cache.remove(publisher_id, part_id)

    def _clear_after_boot(self) -> None:
        """Removes what a process left that was killed, and all after the machine's start: what is kept was never made durable."""
        boot = _BOOT_ID.read_bytes() if _BOOT_ID.exists() else b""
        mark = self.home / _BOOT
        if not mark.exists() or mark.read_bytes() != boot:
            self._cache.clear()
            rmtree(self.home / STAGING_FOLDER, ignore_errors=True)
            replace_file(mark, boot)
        self._cache.clear_removed()
