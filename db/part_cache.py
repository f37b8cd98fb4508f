"""Parts of a storage on this host's disk: bounded in bytes, the least recently used removed first, and never one that is held."""

import errno
import fcntl
import os
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import rmtree
from threading import Lock
from time import time_ns

from db.files import make_folder
from db.parts import PARTS_FOLDER, part_folder

_REMOVED = ".removed-"
_LOCK, _BYTES = "lock", "bytes"


class Holds:
    """Parts that a piece of work reads: until it is released, in this process and for every other, none of them is removed."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._held: list[int] = []
        self._users = 1

    def add(self, descriptor: int) -> None:
        """Holds the part of an open folder, which is locked."""
        with self._lock:
            self._held.append(descriptor)

    def retain(self) -> None:
        """One more user: each has to release it."""
        with self._lock:
            self._users += 1

    def release(self) -> None:
        """One user less; with the last the parts may be removed."""
        with self._lock:
            self._users -= 1
            if self._users <= 0:
                self._let_go()

    def __del__(self) -> None:
        self._let_go()

    def _let_go(self) -> None:
        while self._held:
            os.close(self._held.pop())


class PartCache:
    """Of a folder that all processes of this host share. `limit` is in bytes; a part that alone is larger is kept while it is used."""

    def __init__(self, folder: Path, limit: int) -> None:
        self.folder, self._limit = folder, limit
        self._oldest: deque[tuple[int, Path]] = deque()
        """The parts by when they were last used, as they were last looked through: among thousands that is not done for each that comes."""

    def hold(self, publisher_id: str, part_id: str) -> int | None:
        """An open folder that is locked against removal, and has just been used; None where the part is not here."""
        path = part_folder(self.folder, publisher_id, part_id)
        try:
            descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
        except FileNotFoundError:
            return None
        fcntl.flock(descriptor, fcntl.LOCK_SH)
        if not _is_at(descriptor, path):
            os.close(descriptor)
            return None
        used = time_ns()  # that of the file system goes in steps of milliseconds
        os.utime(descriptor, ns=(used, used))
        return descriptor

    def keep(self, staged: Path, publisher_id: str, part_id: str) -> None:
        """Takes a staged folder over, after what is too much for it was removed; where somebody else was faster, the staged one goes."""
        path = part_folder(self.folder, publisher_id, part_id)
        with self.locked():
            if path.exists():
                rmtree(staged)
                return
            size = _measure(staged)
            self._note(self._make_room(size) + size)
            path.parent.mkdir(parents=True, exist_ok=True)
            staged.replace(path)

    def make_room(self, size: int) -> None:
        """Removes what was not used for longest until so many bytes fit, as far as nobody holds it."""
        with self.locked():
            self._make_room(size)

    def list(self) -> Iterator[tuple[str, str]]:
        """Publisher and id of the parts that are here."""
        for path in self._paths():
            yield path.parent.name, path.name

    def remove(self, publisher_id: str, part_id: str) -> None:
        """Removes a part at once, held or not: what was erased may not stay."""
        path = part_folder(self.folder, publisher_id, part_id)
        with self.locked():
            if path.exists():
                size, noted = _remove(path), self._read_noted()
                if noted is not None:
                    self._note(noted - size)

    def clear(self) -> None:
        """Removes everything; the lock is held by the caller."""
        (self.folder / _BYTES).unlink(missing_ok=True)
        rmtree(self.folder / PARTS_FOLDER, ignore_errors=True)

    def clear_removed(self) -> None:
        """Finishes removals that a killed process began."""
        for path in (self.folder / PARTS_FOLDER).glob(f"*/{_REMOVED}*"):
            rmtree(path, ignore_errors=True)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """One process at a time changes what is here."""
        make_folder(self.folder)
        with (self.folder / _LOCK).open("a") as held:
            fcntl.flock(held, fcntl.LOCK_EX)
            yield

    def _make_room(self, size: int) -> int:
        """The bytes of the parts that are here then."""
        total, looked = self._read_noted(), False
        if total is None:
            total = self._measure_all()
        while total + size > self._limit:
            if self._oldest:
                total -= _remove_unless_used(*self._oldest.popleft())
            elif not looked:
                self._oldest, looked = deque(sorted((_last_used(path), path) for path in self._paths())), True
            else:  # what is left is held, or less than was noted
                total = self._measure_all()
                break
        self._note(total)
        return total

    def _measure_all(self) -> int:
        return sum(map(_measure, self._paths()))

    def _read_noted(self) -> int | None:
        """The bytes of all parts, and of one more for each process that was killed as it kept it; None where there is no note."""
        try:
            return int((self.folder / _BYTES).read_bytes())
        except (FileNotFoundError, ValueError):  # a process was killed as it wrote
            return None

    def _note(self, total: int) -> None:
        (self.folder / _BYTES).write_bytes(b"%d" % total)

    def _paths(self) -> Iterator[Path]:
        for path in (self.folder / PARTS_FOLDER).glob("*/*"):
            if not path.name.startswith("."):
                yield path


def _is_at(descriptor: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except FileNotFoundError:
        return False


def _last_used(path: Path) -> int:
    return path.stat().st_mtime_ns


def _measure(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.iterdir())


def _remove_unless_used(used: int, path: Path) -> int:
    """Removes a part that nobody holds or has used since; gives its bytes, or 0."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    except FileNotFoundError:
        return 0
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if _last_used(path) != used:
            return 0
        return _remove(path)
    except OSError as error:
        if error.errno not in (errno.EAGAIN, errno.EACCES):
            raise
        return 0
    finally:
        os.close(descriptor)


def _remove(path: Path) -> int:
    """Removes a part; gives its bytes."""
    size, hidden = _measure(path), path.with_name(f"{_REMOVED}{path.name}")
    rmtree(hidden, ignore_errors=True)
    path.replace(hidden)
    rmtree(hidden)
    return size
