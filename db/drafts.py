"""Drafts: large files are written beside their target under another name, and appear there by one rename or not at all."""

import errno
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from db.files import fsync_file, naming, rename

_PREFIX, _SUFFIX = ".draft-", ".part"


@contextmanager
def drafting(target: Path) -> Iterator[Path]:
    """A new folder beside a target, readable by its user alone, for the draft and whatever its writing needs; gone afterwards.

    Drafts of the same target that a killed process left are removed first. Raises OSError where the target's folder is missing.
    """
    if not target.parent.is_dir():
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(target.parent))
    remove_drafts(target.parent, target.name)
    folder, descriptor = _make_held(target)
    try:
        with naming(target):
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(descriptor)


def _make_held(target: Path) -> tuple[Path, int]:
    """A new folder and what holds its lock: whoever looks for what is left sees that somebody is at it; it goes with the process."""
    while True:
        folder = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{target.name}-", suffix=_SUFFIX, dir=target.parent))
        descriptor = os.open(folder, os.O_RDONLY)
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        if folder.exists():
            return folder, descriptor
        # somebody who removes what is left came between making and holding
        os.close(descriptor)


def appear(draft: Path, target: Path) -> None:
    """Makes a finished draft durable and gives it its name; readable by its user alone. An older file of that name is replaced."""
    draft.chmod(0o600)
    fsync_file(draft)
    rename(draft, target)


def remove_drafts(folder: Path, name: str = "") -> int:
    """Removes the drafts in a folder (those of a target of this name, or all) that nobody writes any more; returns how many."""
    wanted = f"{_PREFIX}{name}-" if name else _PREFIX
    left = [path for path in folder.glob(f"{_PREFIX}*{_SUFFIX}") if path.name.startswith(wanted)]
    return sum(_remove_unless_held(path) for path in left)


def _remove_unless_held(path: Path) -> bool:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(path, ignore_errors=True)
    except OSError as error:
        if error.errno not in (errno.EAGAIN, errno.EACCES):
            raise
        return False
    finally:
        os.close(descriptor)
    return True
