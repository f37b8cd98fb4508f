"""Places that can hold only so much: a small file system in memory, or a limit on the size of files."""

import os
import resource
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tests.faults.processes import do_nothing

BLOCK = 4096
FULL, TOO_LARGE = "No space left on device", "File too large"
SMALLEST = 1000
"""Bytes that a file may always have where no disk can be filled: what a command says must fit."""


@dataclass(frozen=True, slots=True)
class SmallPlace:
    """A folder that can be filled up; where no file system could be mounted on it, files are limited in size instead."""

    folder: Path
    mounted: bool

    def fill(self, blocks: int) -> tuple[Callable[[], None], str]:
        """Leaves so many blocks of 4096 bytes: how a command's process is to be prepared, and what it will say."""
        if not self.mounted:
            return partial(limit_files, SMALLEST + blocks), TOO_LARGE
        free = os.statvfs(self.folder)
        with (self.folder / "filler").open("wb") as stream:
            os.posix_fallocate(stream.fileno(), 0, free.f_bavail * free.f_frsize - blocks * BLOCK)
        return do_nothing, FULL

    def free(self) -> None:
        """Gives the space back."""
        (self.folder / "filler").unlink(missing_ok=True)


@contextmanager
def open_small_place(folder: Path, megabytes: int) -> Iterator[SmallPlace]:
    """A new folder with a file system of so many megabytes, as far as this user may mount one."""
    folder.mkdir()
    mount = shutil.which("mount")
    options = ["-t", "tmpfs", "-o", f"size={megabytes}m,mode=755", "tmpfs", str(folder)]
    mounted = mount is not None and subprocess.run([mount, *options], capture_output=True, check=False).returncode == 0
    try:
        yield SmallPlace(folder, mounted)
    finally:
        if mounted:
            subprocess.run(["umount", "--lazy", str(folder)], check=True)
        shutil.rmtree(folder)


def limit_files(size: int) -> None:
    """In a process to be limited: no file may grow beyond so many bytes."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
