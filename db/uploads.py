"""Reports that wait to be loaded: a folder for each load, held by who fills it, with what its loading announced before it was done."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from shutil import rmtree
from typing import BinaryIO

from db.files import fsync_file, fsync_folder, make_folder, replace_file

UPLOADS_FOLDER = "uploads"
_FILES = "files"
_ANNOUNCED = "announced.json"


class Upload:
    """The folder of a load that is being filled; others see by its lock, which goes with the process, that it is no leftover."""

    def __init__(self, root: Path, job_id: str) -> None:
        make_folder(root)
        self.folder = root / job_id
        self.folder.mkdir(mode=0o700)
        self._held = os.open(self.folder, os.O_RDONLY)
        fcntl.flock(self._held, fcntl.LOCK_EX)
        self._files: list[Path] = []

    @property
    def names(self) -> list[str]:
        """Names of its files, in their order."""
        return [path.name for path in self._files]

    def add(self, name: str) -> Path:
        """Where the next file is to be written: each in a folder of its own, so that any name goes."""
        folder = self.folder / _FILES / f"{len(self._files) + 1:04}"
        folder.mkdir(parents=True)
        self._files.append(folder / name)
        return self._files[-1]

    def open_next(self, name: str) -> BinaryIO:
        """The next file, opened for writing."""
        return self.add(name).open("xb")

    def seal(self) -> None:
        """Makes all of it durable: from then on somebody may be told that it is here."""
        for path in self._files:
            fsync_file(path)
            fsync_folder(path.parent)
        fsync_folder(self.folder / _FILES)
        fsync_folder(self.folder)
        fsync_folder(self.folder.parent)

    def discard(self) -> None:
        """Takes all of it away."""
        rmtree(self.folder, ignore_errors=True)

    def release(self) -> None:
        """Lets go of it: its record says now that it is wanted."""
        os.close(self._held)


def list_files(root: Path, job_id: str) -> tuple[Path, ...]:
    """The files of a load, in their order; none where they are gone."""
    return tuple(sorted((root / job_id / _FILES).glob("*/*")))


def announce(root: Path, job_id: str, report: bytes) -> None:
    """Notes what is about to appear in the lake, so that whoever takes the load up again finds whether it has."""
    replace_file(root / job_id / _ANNOUNCED, report)


def read_announced(root: Path, job_id: str) -> bytes | None:
    """What was announced; None where nothing was."""
    file = root / job_id / _ANNOUNCED
    return file.read_bytes() if file.exists() else None


def remove_upload(root: Path, job_id: str) -> None:
    """Takes a load's folder away; one that is already gone is no error."""
    rmtree(root / job_id, ignore_errors=True)


@contextmanager
def leftovers(root: Path, before: datetime) -> Iterator[list[str]]:
    """Ids of loads whose folders are that old and that nobody fills; nobody begins to while the block runs."""
    held: dict[str, int] = {}
    try:
        for path in sorted(root.iterdir()) if root.is_dir() else ():
            descriptor = _hold(path, before)
            if descriptor is not None:
                held[path.name] = descriptor
        yield list(held)
    finally:
        for descriptor in held.values():
            os.close(descriptor)


def _hold(path: Path, before: datetime) -> int | None:
    try:
        if path.stat().st_mtime >= before.timestamp():
            return None
        descriptor = os.open(path, os.O_RDONLY)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    return descriptor
