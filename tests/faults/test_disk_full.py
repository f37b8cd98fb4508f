"""A disk that fills up: the command says so and where, nothing is half there, and it succeeds once there is space."""

import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from tests.faults.filling import TOO_LARGE, SmallPlace, limit_files, open_small_place
from tests.faults.kills import Clean, check_finished, check_killed
from tests.faults.processes import Ended, run
from tests.faults.world import World, copy_home, list_leftovers

MEGABYTES = 2
OUTCOMES = {
    "load": "Nothing was loaded",
    "build": "Nothing was published",
    "erase": "Erase again once that is mended: it goes on where it stopped",
}


@pytest.fixture
def small_place(memory_folder: Path) -> Iterator[SmallPlace]:
    """A place of 2 MB."""
    with open_small_place(memory_folder / "small", MEGABYTES) as place:
        yield place


@pytest.mark.parametrize("blocks", [0, 1, 2, 3, 5, 7])
@pytest.mark.parametrize("name", OUTCOMES)
def test_a_full_disk(clean_runs: dict[str, Clean], small_place: SmallPlace, name: str, blocks: int) -> None:
    clean = clean_runs[name]
    home = copy_home(clean.command.home, small_place.folder)
    prepare, problem = small_place.fill(blocks)
    ended = run(home, *clean.command.arguments, prepare=prepare)
    check_refused(ended, f"{problem}: {home}", OUTCOMES[name])
    assert list_leftovers(home) == []
    check_killed(clean, home)
    small_place.free()
    check_finished(clean, home)


def test_a_full_disk_does_not_keep_a_load_from_being_taken_back(
    clean_runs: dict[str, Clean], small_place: SmallPlace
) -> None:
    clean = clean_runs["unload"]
    home = copy_home(clean.command.home, small_place.folder)
    prepare, _ = small_place.fill(0)
    ended = run(home, *clean.command.arguments, prepare=prepare)
    assert (ended.exit_code, ended.err) == (0, "")
    assert list_leftovers(home) == []
    check_killed(clean, home)


@pytest.mark.parametrize("size", [1000, 4000])
@pytest.mark.parametrize("name", OUTCOMES)
def test_files_that_may_not_grow(world: World, clean_runs: dict[str, Clean], name: str, size: int) -> None:
    clean = clean_runs[name]
    home = world.copy(clean.command.home)
    ended = run(home, *clean.command.arguments, prepare=partial(limit_files, size))
    check_refused(ended, f"{TOO_LARGE}: {home}", OUTCOMES[name])
    assert list_leftovers(home) == []
    check_killed(clean, home)
    check_finished(clean, home)


def check_refused(ended: Ended, problem: str, outcome: str) -> None:
    """A command that failed says in one line what is wrong, with which file, and what became of a long work."""
    assert (ended.exit_code, ended.out) == (1, "")
    assert re.fullmatch(rf"holdfast: {re.escape(problem)}/[^ \n]+(\. {outcome}\.)?\n", ended.err), ended.err
