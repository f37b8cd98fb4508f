"""Parts and snapshots of a storage: a part is one parcel, a snapshot one manifest, and `current` one small object."""

from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import Final, NamedTuple

from db.files import make_folder
from db.parcels import Parcel, fetch_large, make_parcel, put_large, read_parcel, unpack_small, write_parcel
from db.parts import PARTS_FOLDER, no_longer_kept, part_folder
from db.storage import Storage
from domain.errors import OperationError

SNAPSHOTS, CURRENT = "snapshots", "current"
PACKED_BYTES: Final = 1 << 20
"""Files of a part up to this many bytes are packed: a small publisher's part is one object."""
_ENDING: Final = ".zip"
_DEPTH: Final = 2
"""Slashes in the name of a part's archive."""
_REMOVING: Final = "removing"


class Pointer(NamedTuple):
    """What `current` says: the version served (empty before the first), how often parts were taken away, whether that is going on."""

    version: str
    removals: int = 0
    removing: bool = False


def read_pointer(storage: Storage) -> Pointer:
    """What `current` of a storage says; OperationError where that cannot be understood."""
    name = f"{SNAPSHOTS}/{CURRENT}"
    try:
        version, removals, *removing = storage.read(name).decode().split("\n")
        return Pointer(version, int(removals), bool(removing and removing[0]))
    except FileNotFoundError:
        return Pointer("")
    except ValueError as error:
        raise OperationError(
            f"{storage.address}/{name}: the object is broken ({error}); bring it back from a version or a backup of the storage"
        ) from None


def write_pointer(pointer: Pointer) -> bytes:
    """The bytes of `current`."""
    return "\n".join([pointer.version, str(pointer.removals), _REMOVING if pointer.removing else ""]).encode()


def read_part(storage: Storage, publisher_id: str, part_id: str) -> Parcel:
    """The parcel of a part; NoSnapshotError where it is no longer kept."""
    name = part_name(publisher_id, part_id)
    try:
        data = storage.read(name)
    except FileNotFoundError:
        raise no_longer_kept(publisher_id, part_id) from None
    return read_parcel(data, f"{storage.address}/{name}")


def part_name(publisher_id: str, part_id: str) -> str:
    """The object that a part is."""
    return f"{PARTS_FOLDER}/{publisher_id}/{part_id}{_ENDING}"


def list_parts(found: Mapping[str, int]) -> list[tuple[str, str]]:
    """Publisher and id of the parts among listed objects: those whose parcel is there."""
    return [_owner(name) for name in found if name.count("/") == _DEPTH and name.endswith(_ENDING)]


def _owner(name: str) -> tuple[str, str]:
    """Publisher and id of the part that an object is, or is a large file of."""
    _, publisher_id, last, *_ = *name.split("/"), ""
    return publisher_id, last.removesuffix(_ENDING)


class StoredParts:
    """Of a storage, worked on in a folder that nobody else uses."""

    def __init__(self, storage: Storage, home: Path, check: Callable[[], None]) -> None:
        self._storage, self._home, self._check = storage, home, check
        self._objects: dict[str, int] = {}
        self._parts: set[tuple[str, str]] = set()
        self._manifests: dict[str, bytes] = {}
        self._pointer = Pointer("")
        self._built: set[tuple[str, str]] = set()

    def open(self) -> None:
        """Writes the manifests and `current` into the folder, and finds out which parts there are."""
        self.look_again()
        self._pointer = read_pointer(self._storage)
        self._manifests = self._storage.read_all(self._storage.objects(f"{SNAPSHOTS}/"))
        self._manifests.pop(f"{SNAPSHOTS}/{CURRENT}", None)
        make_folder(self._home / SNAPSHOTS)
        for name, data in self._manifests.items():
            (self._home / name).write_bytes(data)
        if self._pointer.version:
            (self._home / SNAPSHOTS / CURRENT).write_text(f"{self._pointer.version}\n")

    def look_again(self) -> None:
        """Finds out which parts there are by now."""
        self._objects = self._storage.objects(f"{PARTS_FOLDER}/")
        self._parts = set(list_parts(self._objects))

    def parts(self) -> AbstractSet[tuple[str, str]]:
        """Publisher and id of the parts that there are."""
        return self._parts

    def remove(self, publisher_id: str, part_id: str) -> None:
        """Has a part be taken away at the end."""
        self._parts.discard((publisher_id, part_id))

    def bring(self, publisher_id: str, part_id: str, wanted: Callable[[str], bool]) -> None:
        """Fetches the wanted files of a part, unless they were built here."""
        if (publisher_id, part_id) in self._parts and (publisher_id, part_id) not in self._built:
            folder = part_folder(self._home, publisher_id, part_id)
            parcel = read_part(self._storage, publisher_id, part_id)
            unpack_small(parcel, folder, wanted)
            fetch_large(self._storage, parcel, folder, wanted)

    def keep(self, publisher_id: str, part_id: str) -> None:
        """Puts a part that was built here: its large files, then its parcel, which makes it whole."""
        if (publisher_id, part_id) in self._parts:
            return
        name = part_name(publisher_id, part_id)
        folder = part_folder(self._home, publisher_id, part_id)
        parcel = make_parcel(folder, name.removesuffix(_ENDING), _is_small)
        put_large(self._storage, parcel, folder, self._objects)
        self._check()
        self._storage.put(name, write_parcel(parcel))
        self._objects |= {each.object: each.bytes for each in parcel.large.values()} | {name: 0}
        self._parts.add((publisher_id, part_id))
        self._built.add((publisher_id, part_id))

    def close(self, erased: bool) -> None:
        """Puts new manifests, then `current`; then takes away manifests that are no longer in the folder, and removed parts."""
        folder = self._home / SNAPSHOTS
        told = {
            f"{SNAPSHOTS}/{path.name}": path.read_bytes() for path in sorted(folder.iterdir()) if path.name != CURRENT
        }
        for name, data in told.items():
            if self._manifests.get(name) != data:
                self._storage.put(name, data)
        gone = self._list_gone()
        version = (folder / CURRENT).read_text().strip() if (folder / CURRENT).exists() else ""
        self._point(Pointer(version, self._pointer.removals, bool(gone) or erased or self._pointer.removing))
        self._check()
        self._storage.remove(name for name in self._manifests if name not in told)
        # a part is no longer there as soon as its parcel is not
        self._storage.remove(name for name in gone if name.endswith(_ENDING))
        self._storage.remove(name for name in gone if not name.endswith(_ENDING))
        if self._pointer.removing:
            # replicas look through what they keep once more, now that it is done
            self._point(Pointer(version, self._pointer.removals + 1))

    def _list_gone(self) -> list[str]:
        """Objects of parts that were removed, and of those that were never whole."""
        return [name for name in self._objects if _owner(name) not in self._parts]

    def _point(self, pointer: Pointer) -> None:
        if pointer != self._pointer:
            self._check()
            self._storage.put(f"{SNAPSHOTS}/{CURRENT}", write_pointer(pointer))
            self._pointer = pointer


def _is_small(path: Path) -> bool:
    return path.stat().st_size <= PACKED_BYTES
