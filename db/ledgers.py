"""The ledgers of a storage: one object for each publisher says what its lake is."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from db.object_cache import Kept, ObjectCache
from db.storage import Storage

LEDGERS: Final = "ledgers"
KEPT_LEDGERS: Final = "ledgers.sqlite"
"""What a home calls the file for those of a storage."""
_ENDING: Final = ".zip"


class Ledgers:
    """Of a storage; `kept` is a file of this host for what was read."""

    def __init__(self, storage: Storage, kept: Path | None = None) -> None:
        self._storage = storage
        self._cache = None if kept is None else ObjectCache(kept)

    def read(self, publisher_id: str) -> dict[str, bytes]:
        """The bytes of a publisher's ledger, by its id; nothing where there is none."""
        return _by_publisher(self._storage.read_all([_name(publisher_id)]))

    def read_all(self) -> dict[str, bytes]:
        """The bytes of all ledgers, by publisher."""
        marks = self._storage.marks(LEDGERS)
        if self._cache is None or None in marks.values():
            return _by_publisher(self._storage.read_all(marks))
        self._forget_others(self._cache, marks)
        known = {name: each.data for name, each in self._cache.read(self._storage.address).items()}
        fresh = self._storage.read_all(name for name in marks if name not in known)
        if fresh:
            # what was put between the listing and the reading has another mark than was listed
            now = self._storage.marks(LEDGERS)
            sure = {
                name: Kept(mark, data)
                for name, data in fresh.items()
                if (mark := now.get(name)) == marks[name] and mark
            }
            self._cache.keep(self._storage.address, sure)
        return _by_publisher({**known, **fresh})

    def forget(self, publisher_id: str) -> None:
        """Lets go of what is kept here of a publisher."""
        if self._cache is not None:
            self._cache.forget(self._storage.address, [_name(publisher_id)])

    def forget_changed(self) -> None:
        """Lets go of what is kept here and is no longer so in the storage: it may name who was erased."""
        if self._cache is not None and self._cache.marks(self._storage.address):
            self._forget_others(self._cache, self._storage.marks(LEDGERS))

    def put(self, publisher_id: str, data: bytes) -> None:
        """Puts a publisher's ledger."""
        self._storage.put(_name(publisher_id), data)

    def where(self, publisher_id: str) -> str:
        """What messages call a publisher's ledger."""
        return f"{self._storage.address}/{_name(publisher_id)}"

    def _forget_others(self, cache: ObjectCache, marks: Mapping[str, str | None]) -> None:
        kept = cache.marks(self._storage.address)
        changed = [name for name, mark in kept.items() if marks.get(name) != mark]
        if changed:
            cache.forget(self._storage.address, changed)


def _by_publisher(found: Mapping[str, bytes]) -> dict[str, bytes]:
    return {name.rpartition("/")[2].removesuffix(_ENDING): data for name, data in found.items()}


def _name(publisher_id: str) -> str:
    return f"{LEDGERS}/{publisher_id}{_ENDING}"
