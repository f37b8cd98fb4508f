"""Snapshots: a manifest names each publisher's part; `current` is switched by one rename."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Lock

import orjson

from db.files import make_folder, remove_file, replace_file
from db.parts import BENCHMARKS, PART_FILE, Benchmarks, Part, open_part, part_folder
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


class SnapshotStore:
    """Reads and publishes the snapshots of a home; what it opened is kept as long as its folder stands."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self._folder = home / "snapshots"
        self._pointer = str(self._folder / "current")
        self._lock = Lock()
        self._mark: tuple[int, int] | None = None
        self._current: Snapshot | None = None
        self._parts: dict[tuple[str, str], Part] = {}

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

    def part(self, publisher_id: str, part_id: str) -> Part:
        """An opened part; NoSnapshotError where it is gone."""
        key = (publisher_id, part_id)
        with self._lock:
            kept = self._parts.get(key)
        folder = part_folder(self.home, publisher_id, part_id)
        if kept is not None and folder.exists():
            return kept
        if not (folder / PART_FILE).exists():
            raise NoSnapshotError(f"part {part_id} of {publisher_id}: no longer kept; run `./holdfast build`")
        part = open_part(folder)
        with self._lock:
            self._parts[key] = part
        return part

    def benchmarks(self, snapshot: Snapshot) -> Benchmarks | None:
        """The benchmarks a snapshot names."""
        return self.benchmarks_part(snapshot.benchmarks, snapshot.benchmarks_day or "") if snapshot.benchmarks else None

    def benchmarks_part(self, part_id: str, day: str) -> Benchmarks | None:
        """The benchmarks of a part id while they are kept."""
        folder = part_folder(self.home, BENCHMARKS, part_id)
        return Benchmarks(part_id, folder, day) if folder.exists() else None
