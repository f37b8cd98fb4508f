"""A hundred kills at random times of a load of a million rows: the lake has all of it or nothing, and loads go on."""

import random
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from db.lake import loads
from tests.faults.million import ROWS, write_million
from tests.faults.processes import KILLED, succeed
from tests.faults.reports import NORTH
from tests.faults.states import read_lake, read_published
from tests.faults.watching import PHASES, Phases, finish_watching, kill_in_phase, watch_load
from tests.faults.world import World, copy_home, list_leftovers

KILLS_WANTED = 100
KILLS_OF_A_PHASE = 10
DRAWS = 300
SHORTER, LONGER = 0.7, 1.1
RERUN_AFTER = 10
SEED = 20261121


@dataclass(frozen=True, slots=True)
class BigLoad:
    """The load of a million rows on a disk: its home before, its arguments, when its phases begin, and its lake after."""

    folder: Path
    home: Path
    arguments: tuple[str | Path, ...]
    phases: Phases
    rows: int


@pytest.fixture(scope="module")
def big_load(world: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[BigLoad]:
    """The load run once to its end; on a disk, where writing takes its time."""
    folder = tmp_path_factory.mktemp("million")
    report = write_million(folder / "usage.csv")
    home = copy_home(world.built, folder)
    arguments = ("load", "--publisher", NORTH, report)
    trial = copy_home(home, folder)
    running, watch = watch_load(trial, arguments)
    assert finish_watching(running, watch).exit_code == 0
    yield BigLoad(folder, home, arguments, Phases.of_watch(watch), count_rows(trial))
    shutil.rmtree(folder)


def count_rows(home: Path) -> int:
    """All rows in the lake."""
    return sum(each.rows for load in loads(home) for each in load.files)


def test_a_big_load_is_whole(big_load: BigLoad) -> None:
    assert big_load.rows - count_rows(big_load.home) == ROWS


def test_a_hundred_kills_at_random_times(big_load: BigLoad, kills: Counter[str], world: World) -> None:
    drawn = random.Random(SEED)
    by_phase: Counter[str] = Counter()
    # of a phase, how much is aimed at: less after a load that had ended before, since a machine is not always as fast as at first
    reach = [1.0] * len(PHASES)
    for _ in range(DRAWS):
        if sum(by_phase.values()) >= KILLS_WANTED and all(by_phase[each] >= KILLS_OF_A_PHASE for each in PHASES):
            break
        home = copy_home(big_load.home, big_load.folder)
        aimed = aim(by_phase, drawn)
        phase = kill_once(big_load, home, drawn.random() * reach[aimed], aimed)
        reach[aimed] = reach[aimed] * SHORTER if phase is None else min(1.0, reach[aimed] * LONGER)
        if phase is not None:
            by_phase[phase] += 1
            check_killed(big_load, home, world, rerun=sum(by_phase.values()) % RERUN_AFTER == 0)
        shutil.rmtree(home.parent)
    kills.update({f"big load, {phase}": count for phase, count in by_phase.items()})
    assert sum(by_phase.values()) >= KILLS_WANTED
    assert min(by_phase[phase] for phase in PHASES) >= KILLS_OF_A_PHASE


def aim(by_phase: Counter[str], drawn: random.Random) -> int:
    """The phase to wait for: the first half of all kills at any time, then the phases that have too few."""
    if sum(by_phase.values()) < KILLS_WANTED // 2:
        return 0
    wanting = [number for number, phase in enumerate(PHASES) if by_phase[phase] < KILLS_OF_A_PHASE]
    return drawn.choice(wanting) if wanting else 0


def kill_once(big_load: BigLoad, home: Path, share: float, phase: int) -> str | None:
    """Kills the load after a share of a phase (0: of the whole load); the phase that was hit, None where it had ended."""
    phases = big_load.phases
    span = phases.length - phases.seconds[0] if phase == 0 else phases.span(phase)
    running, watch = watch_load(home, big_load.arguments)
    ended = kill_in_phase(running, watch, phases.steps[phase], share * span)
    if ended.exit_code != KILLED:
        assert ended.exit_code == 0, ended.err
        return None
    return phases.of(len(watch.passings))


def check_killed(big_load: BigLoad, home: Path, world: World, *, rerun: bool) -> None:
    """Snapshot as before, lake all or none, the next load goes in; and the big load itself, where asked."""
    assert read_published(home) == read_published(big_load.home)
    before, now = read_lake(big_load.home), read_lake(home)
    assert {load: now.get(load) for load in before} == before
    assert count_rows(home) in (count_rows(big_load.home), big_load.rows)
    world.load_other(home)
    assert list_leftovers(home) == []
    if rerun:
        succeed(home, *big_load.arguments)
        assert count_rows(home) == big_load.rows + 3
