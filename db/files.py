"""Files that appear whole or not at all: every write, fsync and rename of the lake, the parts and the snapshots goes through here."""

import os
import shutil
import signal
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_passed: Counter[str] = Counter()


def step(name: str) -> None:
    """A named point of a change of state, where crash safety is tested by killing the real process.

    With HOLDFAST_FAULT set to `name:k` the process dies when it passes the point the k-th time; with `list=FILE` it
    appends each passing to the file.
    """
    wanted = os.environ.get("HOLDFAST_FAULT")
    if not wanted:
        return
    _passed[name] += 1
    passing = f"{name}:{_passed[name]}"
    if wanted == passing:
        os.kill(os.getpid(), signal.SIGKILL)
    elif wanted.startswith("list="):
        with Path(wanted.removeprefix("list=")).open("a") as listing:
            listing.write(f"{passing}\n")


@contextmanager
def naming(path: Path) -> Iterator[None]:
    """Names the file in an OSError that does not: a full disk is told by the write, which knows no name."""
    try:
        yield
    except OSError as error:
        if error.filename is None and error.errno is not None:
            error.filename = str(path)
        raise


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Around whatever writes a file that nobody reads yet: two steps, and an OSError that names the file."""
    step("before-write")
    with naming(path):
        yield
    step("after-write")


def fsync_file(path: Path) -> None:
    """Makes a file's bytes durable."""
    step("before-fsync")
    descriptor = os.open(path, os.O_RDONLY)
    try:
        with naming(path):
            os.fsync(descriptor)
    finally:
        os.close(descriptor)
    step("after-fsync")


def fsync_folder(folder: Path) -> None:
    """Makes a folder's names durable."""
    fsync_file(folder)


def write_file(path: Path, data: bytes) -> None:
    """Writes and syncs a file that nobody reads yet."""
    with writing(path):
        path.write_bytes(data)
    fsync_file(path)


def rename(source: Path, target: Path) -> None:
    """Renames within one file system and makes both folders durable; the target of a file is replaced, that of a folder must not exist."""
    step("before-rename")
    source.replace(target)
    step("after-rename")
    fsync_folder(target.parent)
    if source.parent != target.parent:
        fsync_folder(source.parent)


def replace_file(path: Path, data: bytes) -> None:
    """Replaces a small file by one rename: readers see the old bytes or the new ones."""
    fresh = path.with_name(f".{path.name}.new")
    try:
        write_file(fresh, data)
    except OSError:
        fresh.unlink(missing_ok=True)
        raise
    rename(fresh, path)


def publish_folder(staged: Path, final: Path) -> None:
    """Makes a staged folder appear under its final name, with everything in it durable first."""
    for path in sorted(staged.rglob("*")):
        if path.is_file():
            fsync_file(path)
    fsync_folder(staged)
    make_folder(final.parent)
    rename(staged, final)


def make_folder(folder: Path) -> None:
    """Makes a folder and its parents, durable up to the first that was there."""
    missing = []
    while not folder.exists():
        missing.append(folder)
        folder = folder.parent
    for each in reversed(missing):
        each.mkdir(exist_ok=True)
        fsync_folder(each.parent)


def remove_folder(folder: Path) -> None:
    """Takes a folder away: renamed out of sight first, so that no reader finds half of it."""
    if not folder.exists():
        return
    hidden = folder.with_name(f".removed-{folder.name}")
    shutil.rmtree(hidden, ignore_errors=True)
    rename(folder, hidden)
    step("before-remove")
    shutil.rmtree(hidden)
    step("after-remove")
    fsync_folder(folder.parent)


def remove_file(path: Path) -> None:
    """Takes a file away for good; one that is already gone is no error."""
    step("before-remove")
    path.unlink(missing_ok=True)
    step("after-remove")
    fsync_folder(path.parent)
