"""Files that are broken: refused with a message naming the file and what to do, and the lake is as it was."""

from pathlib import Path

import pytest

from db.lake import STAGING_FOLDER
from tests.faults.broken import BROKEN, Broken
from tests.faults.processes import run
from tests.faults.reports import NORTH
from tests.faults.states import read_lake
from tests.faults.world import World


@pytest.mark.parametrize("broken", BROKEN, ids=lambda broken: broken.name)
def test_a_broken_file_is_refused(world: World, tmp_path: Path, broken: Broken) -> None:
    home = world.copy(world.built)
    path = tmp_path / broken.name
    broken.make(path)
    ended = run(home, "load", "--publisher", NORTH, world.other, path)
    assert (ended.exit_code, ended.out) == (1, "")
    assert ended.err == f"holdfast: {broken.name}: {broken.message.format(path=path)}. Nothing was loaded.\n"
    assert read_lake(home) == read_lake(world.built)
    assert list((home / STAGING_FOLDER).iterdir()) == []
    world.load_other(home)
