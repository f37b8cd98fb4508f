"""Kills a command at a named step of its work, and looks at what it left behind."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.faults.processes import KILLED, run, succeed
from tests.faults.reports import ERASED, ERASED_ACCOUNT, PERSONAL
from tests.faults.states import find_texts
from tests.faults.world import Command, State, World, list_leftovers, read_state


@dataclass(frozen=True, slots=True)
class Clean:
    """A command that nothing interrupted: the home before and after, the home built after it, and the steps that it passed."""

    command: Command
    before: State
    after: State
    built: State
    passings: tuple[str, ...]


def run_clean(world: World, command: Command) -> Clean:
    """Runs a command to its end and lists its steps, each as `name:k`."""
    home = world.copy(command.home)
    listing = home.parent / "passings"
    ended = run(home, *command.arguments, fault=f"list={listing}")
    assert ended.exit_code == 0, ended.err
    after = read_state(home)
    succeed(home, "build")
    passings = tuple(listing.read_text(encoding="utf-8").split())
    return Clean(command, read_state(command.home), after, read_state(home), passings)


def choose_evenly(passings: Sequence[str], count: int) -> list[str]:
    """So many of the steps, as evenly over the whole as can be, the first and the last among them."""
    last = len(passings) - 1
    return [passings[round(number * last / (count - 1))] for number in range(count)]


def kill_at(world: World, clean: Clean, passing: str) -> Path:
    """A copy of the home in which the command was killed at a step."""
    home = world.copy(clean.command.home)
    ended = run(home, *clean.command.arguments, fault=passing)
    assert ended.exit_code == KILLED, f"{passing}: ended with {ended.exit_code}: {ended.err}"
    return home


def check_killed(clean: Clean, home: Path) -> None:
    """The last published snapshot answers as before, or as the finished command would; every load is whole or absent."""
    now = read_state(home)
    assert now.published is not None
    assert clean.before.published is not None
    assert clean.after.published is not None
    if now.published.version == clean.before.published.version:
        assert now.published == clean.before.published
    else:
        now.published.check_same(clean.after.published)
    if clean.command.name == "erase":
        check_half_erased(clean, now)
    else:
        assert now.lake in (clean.before.lake, clean.after.lake)


def check_half_erased(clean: Clean, now: State) -> None:
    """An erasure rewrites file by file: each has the rows of before or those of after."""
    assert now.lake.keys() == clean.before.lake.keys()
    for key, load in now.lake.items():
        before, after = clean.before.lake[key], clean.after.lake[key]
        for file, whole, without in zip(load.files, before.files, after.files, strict=True):
            assert all(each in pair for each, *pair in zip(file.values, whole.values, without.values, strict=True))


def check_finished(clean: Clean, home: Path) -> None:
    """The same command again succeeds, and the home says what it says where nothing was interrupted."""
    succeed(home, *clean.command.arguments)
    now = read_state(home)
    assert now.lake == clean.after.lake
    assert now.published is not None
    assert clean.after.published is not None
    now.published.check_same(clean.after.published)
    assert list_leftovers(home) == []
    if clean.command.name == "erase":
        assert find_texts(home, (ERASED, ERASED_ACCOUNT, *PERSONAL)) == []


def check_built(clean: Clean, home: Path) -> None:
    """The build that follows gives the parts, tables and answers that it gives where nothing was interrupted."""
    succeed(home, "build")
    now = read_state(home).published
    assert now is not None
    assert clean.built.published is not None
    # a load's id has its time in it, and a part's id has those of its loads
    now.check_same(clean.built.published, but_ids=clean.command.name == "load")
