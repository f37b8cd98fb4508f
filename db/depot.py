"""Where commands find lake, parts and snapshots, and where they leave them: the home itself, which has it all."""

from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from pathlib import Path

from db.files import publish_folder, remove_folder
from db.lake import Load, loads, read_erased
from db.parts import PARTS_FOLDER, open_part, part_folder


class Depot:
    """Of a home: everything lies in its folder, so nothing is brought and nothing taken away."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.lease = 0
        """The number of the storage's lease that the command holds, 0 where there is no storage."""

    @property
    def place(self) -> str:
        """What other hosts call it: the home's folder, which they must share."""
        return str(self.home)

    def open_lake(self, publisher_id: str | None = None) -> None:
        """Has the folder say which loads a publisher (or each) has, and whom it erased, to be changed; their files may still be missing."""

    def loads(self, publisher_id: str | None = None) -> tuple[Load, ...]:
        """The accepted loads of a publisher, or of all, by publisher and number, as last closed; the folder need not say them."""
        return loads(self.home, publisher_id)

    def read_erased(self, publisher_id: str) -> bytes:
        """The erased keys of a publisher whose loads were asked for, empty where none was erased."""
        return read_erased(self.home, publisher_id)

    def open_snapshots(self) -> None:
        """Has the folder say which snapshots there are, and finds out which parts; their files may still be missing."""

    def look_again(self) -> None:
        """Finds out which parts there are by now, after others built some."""

    def bring_files(self, paths: Sequence[Path]) -> None:
        """Has files of the lake lie in the folder."""

    def drop_files(self, loads: Sequence[Load]) -> None:
        """Lets files of the lake go that are no longer read."""

    def bring_part(self, publisher_id: str, part_id: str, wanted: Callable[[str], bool]) -> None:
        """Has the files of a part lie in the folder whose names are wanted."""

    def list_parts(self) -> AbstractSet[tuple[str, str]]:
        """Publisher and id of the parts that there are, those of benchmarks too."""
        found = (self.home / PARTS_FOLDER).glob("*/*")
        return {(path.parent.name, path.name) for path in found if not path.name.startswith(".")}

    def has_part(self, publisher_id: str, part_id: str) -> bool:
        """Whether there is such a part."""
        return part_folder(self.home, publisher_id, part_id).exists()

    def check_part(self, publisher_id: str, part_id: str) -> None:
        """Raises NoSnapshotError where there is no such part, OperationError where its format is not this program's."""
        open_part(part_folder(self.home, publisher_id, part_id))

    def place_part(self, staged: Path, final: Path) -> None:
        """Makes a part that was built in the folder appear there, whole; OSError where it is there already."""
        publish_folder(staged, final)

    def keep_part(self, publisher_id: str, part_id: str) -> None:
        """Makes a part that was built in the folder durable."""

    def remove_part(self, publisher_id: str, part_id: str) -> None:
        """Takes a part away, in use or not."""
        remove_folder(part_folder(self.home, publisher_id, part_id))

    def close_lake(self, publisher_id: str) -> None:
        """Makes what was changed in a publisher's lake durable."""

    def close_snapshots(self, *, erased: bool = False) -> None:
        """Makes what was published durable, and then takes away manifests that are no longer in the folder, and removed parts.

        After an erasure everybody looks through what they keep, also where no part was removed.
        """


def list_files(loads: Sequence[Load]) -> list[Path]:
    """The files of loads: of their rows, and of their bad rows."""
    files = [each for load in loads for each in load.files]
    return [path for each in files for path in (each.path, each.quarantine) if path is not None]
