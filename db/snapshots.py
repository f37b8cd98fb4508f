"""Snapshots: a manifest names each publisher's part; `current` is switched by one rename."""

import os
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import Final

import orjson

from db.files import make_folder, remove_file, replace_file
from db.part_cache import Holds
from db.parts import BENCHMARKS, Benchmarks, Part, open_part, part_folder
from db.tables import FORMAT
from domain.errors import NoSnapshotError, OperationError


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One manifest: publisher id -> part id, when it was published, and when each publisher last loaded (ISO)."""

    version: str
    built_at: datetime
    parts: Mapping[str, str]
    benchmarks: str | None
    benchmarks_day: str | None
    last_loaded_at: Mapping[str, str]


_OPENED: Final = 1000
"""Parts whose facts stay in memory: they grow with the loads, and reading them anew takes a tenth of a millisecond."""


class SnapshotStore:
    """Reads and publishes the snapshots of a home; of what it opened the most recently used is kept as long as its folder stands."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self._folder = home / "snapshots"
        self._pointer = str(self._folder / "current")
        self._lock = Lock()
        self._mark: tuple[int, int] | None = None
        self._current: Snapshot | None = None
        self._parts: OrderedDict[tuple[str, str], Part] = OrderedDict()

    def current(self) -> Snapshot | None:
        """The published snapshot, None before the first build; costs one stat while nothing changes."""
        try:
            stat = (self._folder / "current").stat()
        except FileNotFoundError:
            return None
        mark = (stat.st_ino, stat.st_mtime_ns)
        with self._lock:
            if mark != self._mark:
                self._current = self.read((self._folder / "current").read_text().strip())
                self._mark = mark
            return self._current

    def unchanged(self) -> Snapshot | None:
        """The snapshot that was read last while it is current, else None; one stat, and never a wait: for an event loop."""
        try:
            stat = os.stat(self._pointer)  # noqa: PTH116 - on the way of every request, and a third of the time
        except FileNotFoundError:
            return None
        return self._current if (stat.st_ino, stat.st_mtime_ns) == self._mark else None

    def read(self, version: str) -> Snapshot:
        """A snapshot by its version; NoSnapshotError where there is none."""
        try:
            facts = orjson.loads((self._folder / f"{version}.json").read_bytes())
        except FileNotFoundError:
            raise NoSnapshotError(
                f"snapshot {version}: not kept here; `./holdfast snapshots` lists those that are"
            ) from None
        if facts.pop("format") != FORMAT:
            raise OperationError(f"snapshot {version}: written in another format; run `./holdfast build`")
        facts["built_at"] = datetime.fromisoformat(facts["built_at"])
        return Snapshot(**facts)

    def versions(self) -> tuple[str, ...]:
        """All kept versions, oldest first."""
        return tuple(sorted(path.stem for path in self._folder.glob("*.json"))) if self._folder.exists() else ()

    def publish(self, snapshot: Snapshot) -> None:
        """Writes the manifest, then makes it current by one rename."""
        make_folder(self._folder)
        facts = {name: getattr(snapshot, name) for name in Snapshot.__dataclass_fields__}
        facts |= {"format": FORMAT, "parts": dict(snapshot.parts), "last_loaded_at": dict(snapshot.last_loaded_at)}
        replace_file(self._folder / f"{snapshot.version}.json", orjson.dumps(facts, option=orjson.OPT_INDENT_2))
        self.switch(snapshot.version)

    def switch(self, version: str) -> None:
        """Makes a kept version current."""
        self.read(version)
        replace_file(self._folder / "current", f"{version}\n".encode())

    def remove(self, version: str) -> None:
        """Takes a manifest away; the parts it names stay until nothing names them."""
        remove_file(self._folder / f"{version}.json")

    def begin(self) -> Holds | None:
        """What a request holds while it is answered; in a home nothing needs to be held."""
        return None

    def lacks(self, publisher_id: str) -> bool:  # noqa: ARG002 - of a home it is never so
        """Whether the next view of a publisher has to wait for files from elsewhere."""
        return False

    def check_kept(self, publisher_id: str, part_id: str) -> None:
        """Raises NoSnapshotError where the part is gone."""
        self.part(publisher_id, part_id)

    def part(self, publisher_id: str, part_id: str, holds: Holds | None = None) -> Part:  # noqa: ARG002
        """An opened part; NoSnapshotError where it is gone. It is not removed before `holds` is released, where such are taken."""
        key = (publisher_id, part_id)
        with self._lock:
            kept = self._parts.get(key)
            if kept is not None:
                self._parts.move_to_end(key)
        folder = part_folder(self.home, publisher_id, part_id)
        if kept is not None and folder.exists():
            return kept
        part = open_part(folder)
        with self._lock:
            self._parts[key] = part
            if len(self._parts) > _OPENED:
                self._parts.popitem(last=False)
        return part

    def benchmarks(self, snapshot: Snapshot, holds: Holds | None = None) -> Benchmarks | None:
        """The benchmarks a snapshot names."""
        if not snapshot.benchmarks:
            return None
        return self.benchmarks_part(snapshot.benchmarks, snapshot.benchmarks_day or "", holds)

    def benchmarks_part(self, part_id: str, day: str, holds: Holds | None = None) -> Benchmarks | None:  # noqa: ARG002
        """The benchmarks of a part id while they are kept."""
        folder = part_folder(self.home, BENCHMARKS, part_id)
        return Benchmarks(part_id, folder, day) if folder.exists() else None
