"""The lake of a storage: one ledger for each publisher says which loads it has; files are objects that the ledger names."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from db.lake import ERASED_FILE, LAKE_FOLDER, LOAD_FILE, Load, read_load
from db.ledgers import Ledgers
from db.parcels import Parcel, fetch_large, make_parcel, put_large, read_parcel, unpack_small, write_parcel
from db.storage import Storage

_Mark = tuple[int, int]


class StoredLake:
    """Of a storage, worked on in a folder that nobody else uses; `kept` is a file of this host for the ledgers that were read."""

    def __init__(self, storage: Storage, home: Path, check: Callable[[], None], kept: Path | None = None) -> None:
        self._storage, self._lake, self._check = storage, home / LAKE_FOLDER, check
        self._ledgers = Ledgers(storage, kept)
        self._known: dict[str, Parcel] = {}
        self._brought: dict[Path, _Mark] = {}

    def open(self, publisher_id: str | None) -> None:
        """Writes what the ledgers say into the folder: load.json of every load, and whom a publisher erased."""
        for owner, parcel in self._read(publisher_id):
            unpack_small(parcel, self._lake / owner)

    def loads(self, publisher_id: str | None) -> tuple[Load, ...]:
        """The loads that the ledgers name, by publisher and number; nothing is written."""
        return tuple(
            load
            for owner, parcel in self._read(publisher_id)
            for load in sorted(_list_loads(parcel, self._lake / owner), key=lambda load: load.number)
        )

    def read_erased(self, publisher_id: str) -> bytes:
        """The erased keys that the ledger of a publisher names, which is known; empty where none was erased."""
        return self._known[publisher_id].small.get(ERASED_FILE, b"")

    def _read(self, publisher_id: str | None) -> Iterator[tuple[str, Parcel]]:
        """The ledger of a publisher that has one, or of all, by publisher; they are known from now on."""
        found = self._ledgers.read_all() if publisher_id is None else self._ledgers.read(publisher_id)
        for owner, data in sorted(found.items()):
            parcel = self._known[owner] = read_parcel(data, self._ledgers.where(owner))
            yield owner, parcel

    def bring(self, paths: Sequence[Path]) -> None:
        """Fetches files of loads that are not in the folder yet."""
        missing: dict[str, set[str]] = {}
        for path in paths:
            if not path.exists():
                publisher_id, _, name = path.relative_to(self._lake).as_posix().partition("/")
                missing.setdefault(publisher_id, set()).add(name)
        for publisher_id, names in missing.items():
            folder = self._lake / publisher_id
            fetch_large(self._storage, self._known[publisher_id], folder, names.__contains__)
            self._brought |= {folder / name: _mark(folder / name) for name in names}

    def drop(self, paths: Sequence[Path]) -> None:
        """Removes files from the folder that were fetched and not changed since; those that only lie here stay."""
        for path in paths:
            if path.exists() and self._brought.get(path) == _mark(path):
                path.unlink()

    def close(self, publisher_id: str) -> None:
        """Puts new and changed files, then the ledger, which makes all of it so at once; then removes what it no longer names."""
        folder, place = self._lake / publisher_id, f"{LAKE_FOLDER}/{publisher_id}"
        there = self._storage.objects(f"{place}/")
        parcel = self._add_up(publisher_id, make_parcel(folder, place, _is_told))
        put_large(self._storage, parcel, folder, there)
        self._check()
        if parcel != self._known.get(publisher_id):
            self._ledgers.put(publisher_id, write_parcel(parcel))
            self._known[publisher_id] = parcel
        named = {each.object for each in parcel.large.values()}
        self._ledgers.forget(publisher_id)
        # also what a killed command had put and no ledger came to name
        self._storage.remove(name for name in there if name not in named)

    def _add_up(self, publisher_id: str, present: Parcel) -> Parcel:
        """The files in the folder and, of loads that are still there, those that were not brought."""
        kept = {name.partition("/")[0] for name in present.small}
        known = self._known.get(publisher_id, Parcel())
        absent = {name: each for name, each in known.large.items() if name.partition("/")[0] in kept}
        return Parcel(present.small, {**absent, **present.large})


def _list_loads(parcel: Parcel, folder: Path) -> Iterator[Load]:
    for name, data in parcel.small.items():
        if name.endswith(f"/{LOAD_FILE}"):
            yield read_load(data, folder / name)


def _mark(path: Path) -> _Mark:
    stat = path.stat()
    return stat.st_ino, stat.st_mtime_ns


def _is_told(path: Path) -> bool:
    return path.suffix == ".json"
