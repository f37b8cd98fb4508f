"""A hundred kills at named steps of load, build, unload and erase: nothing is half there, and the next run finishes the work."""

import shutil
from collections import Counter

import pytest

from tests.faults.kills import Clean, check_built, check_finished, check_killed, choose_evenly, kill_at
from tests.faults.processes import succeed
from tests.faults.world import World

SHARES = {"load": 30, "build": 34, "unload": 12, "erase": 30}
RECORDS = 4
"""Steps of a command that makes the records and brings them in step with the lake: two commits."""
BUILT_AFTER = 5
"""One kill in so many is followed by a build."""


@pytest.mark.parametrize(
    ("name", "number"), [(name, number) for name, share in SHARES.items() for number in range(share)]
)
def test_a_command_killed_at_a_step_can_be_run_again(
    world: World, clean_runs: dict[str, Clean], kills: Counter[str], name: str, number: int
) -> None:
    clean = clean_runs[name]
    passing = choose_evenly(clean.passings, SHARES[name])[number]
    home = kill_at(world, clean, passing)
    kills[name] += 1
    check_killed(clean, home)
    elsewhere = world.copy(home)
    world.load_other(elsewhere)
    check_finished(clean, home)
    if number % BUILT_AFTER == 0:
        check_built(clean, home)
        succeed(elsewhere, "build")
    for spoilt in (home, elsewhere):
        shutil.rmtree(spoilt.parent)


@pytest.mark.parametrize("number", range(RECORDS))
def test_records_killed_at_a_commit_are_brought_in_step_again(
    world: World, clean_runs: dict[str, Clean], kills: Counter[str], number: int
) -> None:
    clean = clean_runs["publishers"]
    assert len(clean.passings) == RECORDS
    home = kill_at(world, clean, clean.passings[number])
    kills["records"] += 1
    check_killed(clean, home)
    assert succeed(home, "publishers") == "north\tNorth\nsouth\tsouth\n"
    check_finished(clean, home)
    shutil.rmtree(home.parent)


def test_the_kills_are_a_hundred_and_every_phase_has_ten(clean_runs: dict[str, Clean]) -> None:
    assert sum(SHARES.values()) >= 100
    assert all(share >= 10 for share in SHARES.values())
    assert all(len(clean_runs[name].passings) >= share for name, share in SHARES.items())
