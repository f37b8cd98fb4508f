"""Two commands at once on one home: one waits for the other and says so, and nothing is lost."""

import os

from app.home import changing_home
from tests.faults.processes import start
from tests.faults.reports import NORTH
from tests.faults.states import read_lake
from tests.faults.world import World


def test_a_command_waits_for_the_one_that_holds_the_home(world: World) -> None:
    home = world.copy(world.built)
    pipe = home.parent / "err"
    os.mkfifo(pipe)
    with changing_home(home, "holdfast build", print):
        running = start(home, "load", "--publisher", NORTH, world.other, err=pipe)
        with pipe.open(encoding="utf-8") as err:
            said = err.readline()
            assert said == (
                f"holdfast: `holdfast build` (process {os.getpid()}) is changing {home}; waiting until it is done\n"
            )
            assert read_lake(home) == read_lake(world.built)
            assert running.process.exitcode is None
            lock_free = running
    assert lock_free.end().exit_code == 0
    assert len(read_lake(home)) == len(read_lake(world.built)) + 1
