"""The ledgers of a storage: one object for each publisher says what its lake is."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from db.object_cache import Kept, ObjectCache
from db.storage import Storage

LEDGERS: Final = "ledgers"
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
        kept = self._cache.read(self._storage.address)
        known = {name: each.data for name, each in kept.items() if each.mark == marks.get(name)}
        fresh = self._storage.read_all(name for name in marks if name not in known)
        if fresh or len(known) < len(kept):
            self._keep(self._cache, marks, fresh, kept)
        return _by_publisher({**known, **fresh})

    def put(self, publisher_id: str, data: bytes) -> None:
        """Puts a publisher's ledger."""
        self._storage.put(_name(publisher_id), data)

    def where(self, publisher_id: str) -> str:
        """What messages call a publisher's ledger."""
        return f"{self._storage.address}/{_name(publisher_id)}"

    def _keep(
        self, cache: ObjectCache, marks: Mapping[str, str | None], fresh: Mapping[str, bytes], kept: Mapping[str, Kept]
    ) -> None:
        # what was put between the listing and the reading has another mark than was listed
        now = self._storage.marks(LEDGERS) if fresh else marks
        sure = {
            name: Kept(mark, data) for name, data in fresh.items() if (mark := now.get(name)) == marks[name] and mark
        }
        cache.keep(self._storage.address, sure, kept.keys() - now.keys())


def _by_publisher(found: Mapping[str, bytes]) -> dict[str, bytes]:
    return {name.rpartition("/")[2].removesuffix(_ENDING): data for name, data in found.items()}


def _name(publisher_id: str) -> str:
    return f"{LEDGERS}/{publisher_id}{_ENDING}"
