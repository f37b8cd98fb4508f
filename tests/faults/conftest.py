"""The world of the faults, prepared once, and the kills counted for the report at the end."""

import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from tempfile import mkdtemp

import pytest

from tests.faults.clock import shift_to_noon, shifted
from tests.faults.kills import Clean, run_clean
from tests.faults.world import World, list_commands, make_world

MEMORY = Path("/dev/shm")
KILLS: Counter[str] = Counter()


@pytest.fixture(scope="session", autouse=True)
def one_day() -> Iterator[None]:
    """All the commands of one run are of one day."""
    with shifted(shift_to_noon()):
        yield


@pytest.fixture(scope="session")
def memory_folder() -> Iterator[Path]:
    """A folder in memory where there is one: a killed process loses nothing that it wrote, so no disk is needed."""
    folder = Path(mkdtemp(prefix="holdfast-faults-", dir=MEMORY if MEMORY.is_dir() else None))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def world(memory_folder: Path) -> World:
    """The reports and prepared homes."""
    return make_world(memory_folder)


@pytest.fixture(scope="session")
def clean_runs(world: World) -> dict[str, Clean]:
    """Each command run to its end, by name."""
    return {name: run_clean(world, command) for name, command in list_commands(world).items()}


@pytest.fixture(scope="session")
def kills() -> Counter[str]:
    """How often each phase was killed, counted by the tests."""
    return KILLS


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Says how often each phase was killed."""
    for phase, count in KILLS.items():
        terminalreporter.write_line(f"kills: {phase}: {count}")
