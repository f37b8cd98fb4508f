"""Two commands at once on one home: one waits for the other and says so, and nothing is lost."""

import os

import pytest

from app.home import changing_home
from db.lake import loads
from tests.faults import reports
from tests.faults.kills import Clean, check_finished
from tests.faults.processes import start, succeed
from tests.faults.reports import NORTH, SOUTH
from tests.faults.world import World, list_leftovers, read_state


@pytest.mark.parametrize("name", ["load", "build", "unload", "erase"])
def test_a_command_waits_for_the_one_that_holds_the_home(world: World, clean_runs: dict[str, Clean], name: str) -> None:
    clean = clean_runs[name]
    home = world.copy(clean.command.home)
    pipe = home.parent / "err"
    os.mkfifo(pipe)
    with changing_home(home, "holdfast demo", print):
        running = start(home, *clean.command.arguments, err=pipe)
        with pipe.open(encoding="utf-8") as err:
            holder = f"`holdfast demo` (process {os.getpid()})"
            assert err.readline() == f"holdfast: {holder} is changing {home}; waiting until it is done\n"
            assert read_state(home) == clean.before
    assert running.end().exit_code == 0
    check_finished(clean, home)


def test_loads_started_together_are_all_taken_in(world: World) -> None:
    home = world.copy(world.built)
    files = [
        reports.write_csv(
            home.parent / f"{number}.csv",
            reports.USAGE_COLUMNS,
            [(f"2023-12-1{number}", "north-03", "ledger", "basic", "Direct", "1.5", "2")],
        )
        for number in range(6)
    ]
    running = [
        start(home, "load", "--publisher", (NORTH, SOUTH)[number % 2], file) for number, file in enumerate(files)
    ]
    assert [each.end().exit_code for each in running] == [0] * 6
    numbers = {publisher: [load.number for load in loads(home, publisher)] for publisher in (NORTH, SOUTH)}
    assert numbers == {NORTH: [1, 2, 3, 4, 5], SOUTH: [1, 2, 3, 4]}
    assert {each.name for load in loads(home) for each in load.files} >= {file.name for file in files}


def test_different_commands_started_together_all_do_their_work(world: World, clean_runs: dict[str, Clean]) -> None:
    home = world.copy(world.loaded)
    commands = [clean_runs[name].command.arguments for name in ("erase", "build", "unload")]
    running = [start(home, *arguments) for arguments in [*commands, ("load", "--publisher", NORTH, world.other)]]
    assert [each.end().exit_code for each in running] == [0] * 4
    assert [load.number for load in loads(home, NORTH)] == [1, 3, 4]
    succeed(home, "build")
    assert read_state(home).published is not None
    assert list_leftovers(home) == []
