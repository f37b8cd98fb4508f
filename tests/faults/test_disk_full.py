"""A disk that fills up: the command says so and where, nothing is half there, and it succeeds once there is space."""

import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from tests.faults.filling import fill, limit_files, mount_small
from tests.faults.kills import Clean, check_finished, check_killed
from tests.faults.processes import Ended, run
from tests.faults.world import World, copy_home, list_leftovers

MEGABYTES = 2
FULL = re.compile(r"holdfast: [^\n]*/[^\n]*(No space left on device|disk is full)[^\n]*\n")
TOO_LARGE = re.compile(r"holdfast: [^\n]*/[^\n]*File too large[^\n]*\n")
NAMES = ("load", "build", "unload", "erase")


@pytest.fixture
def small_disk(memory_folder: Path) -> Iterator[Path]:
    """A file system of 2 MB, as far as this user may mount one."""
    folder = memory_folder / "small"
    with mount_small(folder, MEGABYTES) as mounted:
        if mounted:
            yield folder
    folder.rmdir()
    if not mounted:
        pytest.fail(
            "a file system cannot be mounted here; run as root in a container that may, or deselect test_disk_full"
        )


@pytest.mark.parametrize("blocks", range(8))
@pytest.mark.parametrize("name", NAMES)
def test_a_full_disk(clean_runs: dict[str, Clean], small_disk: Path, name: str, blocks: int) -> None:
    clean = clean_runs[name]
    home = copy_home(clean.command.home, small_disk)
    filler = fill(small_disk, blocks)
    ended = run(home, *clean.command.arguments)
    filler.unlink()
    print(ended)
    check_refused(ended, FULL, home)
    check_killed(clean, home)
    check_finished(clean, home)


@pytest.mark.parametrize("size", [1000, 4000])
@pytest.mark.parametrize("name", NAMES)
def test_files_that_may_not_grow(world: World, clean_runs: dict[str, Clean], name: str, size: int) -> None:
    clean = clean_runs[name]
    home = world.copy(clean.command.home)
    ended = run(home, *clean.command.arguments, prepare=partial(limit_files, size))
    print(ended)
    check_refused(ended, TOO_LARGE, home)
    check_killed(clean, home)
    check_finished(clean, home)


def check_refused(ended: Ended, message: re.Pattern[str], home: Path) -> None:
    """A command that failed says why and where in one line, and leaves nothing half done."""
    assert (ended.exit_code, ended.out) == (1, "")
    assert message.fullmatch(ended.err), ended.err
    assert list_leftovers(home) == []
