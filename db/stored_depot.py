"""A depot whose lake, parts and snapshots lie in a storage: brought into a working folder as far as they are needed, and put back."""

from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from pathlib import Path

from db.depot import Depot, list_files
from db.lake import Load, check_publisher_id
from db.parts import no_longer_kept
from db.storage import Storage
from db.stored_lake import StoredLake
from db.stored_parts import StoredParts


def never_over() -> None:
    """Nothing is changed: no lease is needed."""


class StoredDepot(Depot):
    """Of a storage, in an empty folder that nobody else uses.

    `check` raises once the storage may be changed by somebody else; `kept` is a file of this host for the ledgers that were read.
    """

    def __init__(
        self,
        storage: Storage,
        home: Path,
        check: Callable[[], None] = never_over,
        lease: int = 0,
        kept: Path | None = None,
    ) -> None:
        super().__init__(home)
        self.lease = lease
        self._storage = storage
        self._lake = StoredLake(storage, home, check, kept)
        self._parts = StoredParts(storage, home, check)

    @property
    def place(self) -> str:
        """The storage's address."""
        return self._storage.address

    def open_lake(self, publisher_id: str | None = None) -> None:
        """Fetches the ledgers of a publisher, or of all."""
        self._lake.open(_checked(publisher_id))

    def loads(self, publisher_id: str | None = None) -> tuple[Load, ...]:
        """The accepted loads of a publisher, or of all, as the ledgers say."""
        return self._lake.loads(_checked(publisher_id))

    def read_erased(self, publisher_id: str) -> bytes:
        """The erased keys of a publisher whose loads were asked for, empty where none was erased."""
        return self._lake.read_erased(publisher_id)

    def open_snapshots(self) -> None:
        """Fetches the manifests, and finds out which parts there are."""
        self._parts.open()

    def look_again(self) -> None:
        """Finds out which parts there are by now."""
        self._parts.look_again()

    def bring_files(self, paths: Sequence[Path]) -> None:
        """Fetches files of the lake."""
        self._lake.bring(paths)

    def drop_files(self, loads: Sequence[Load]) -> None:
        """Removes them from the folder, unless they were changed there."""
        self._lake.drop(list_files(loads))

    def bring_part(self, publisher_id: str, part_id: str, wanted: Callable[[str], bool]) -> None:
        """Fetches files of a part."""
        self._parts.bring(publisher_id, part_id, wanted)

    def list_parts(self) -> AbstractSet[tuple[str, str]]:
        """Publisher and id of the parts that there are, those of benchmarks too."""
        return self._parts.parts()

    def has_part(self, publisher_id: str, part_id: str) -> bool:
        """Whether there is such a part."""
        return (publisher_id, part_id) in self._parts.parts()

    def check_part(self, publisher_id: str, part_id: str) -> None:
        """Raises NoSnapshotError where there is no such part; what it is made of is looked at when it is fetched."""
        if not self.has_part(publisher_id, part_id):
            raise no_longer_kept(publisher_id, part_id)

    def place_part(self, staged: Path, final: Path) -> None:
        """Makes a part appear in the folder; not made durable: that is what the storage is for."""
        final.parent.mkdir(parents=True, exist_ok=True)
        staged.replace(final)

    def keep_part(self, publisher_id: str, part_id: str) -> None:
        """Puts a part."""
        self._parts.keep(publisher_id, part_id)

    def remove_part(self, publisher_id: str, part_id: str) -> None:
        """Has a part be taken away with what is gone."""
        self._parts.remove(publisher_id, part_id)

    def close_lake(self, publisher_id: str) -> None:
        """Puts what changed of a publisher's lake."""
        self._lake.close(publisher_id)

    def close_snapshots(self, *, erased: bool = False) -> None:
        """Puts what was published, and takes away what is gone."""
        self._parts.close(erased)


def _checked(publisher_id: str | None) -> str | None:
    return None if publisher_id is None else check_publisher_id(publisher_id)
