"""Places that the user may not write or read: the command says which, and changes nothing."""

import os
from pathlib import Path
from pwd import getpwnam

import pytest

from tests.faults.kills import Clean, check_finished
from tests.faults.processes import Ended, run
from tests.faults.reports import NORTH
from tests.faults.world import World, read_state

FORBIDDEN = (
    ("load", "lake/north"),
    ("load", "staging"),
    ("build", "parts/north"),
    ("build", "snapshots"),
    ("unload", "lake/north"),
    ("erase", "lake/north"),
)


def become_nobody() -> None:
    """In a process to be limited: root may write anywhere, so it becomes a user that may not."""
    if os.getuid() == 0:
        user = getpwnam("nobody")
        os.setgroups([])
        os.setgid(user.pw_gid)
        os.setuid(user.pw_uid)


def change_modes(folder: Path, of_folders: int, of_files: int) -> None:
    """Gives a folder and all below it these modes."""
    for path in (folder, *folder.rglob("*")):
        path.chmod(of_folders if path.is_dir() else of_files)


def open_to_all(world: World, clean: Clean) -> Path:
    """A copy of a command's home that anybody may change."""
    home = world.copy(clean.command.home)
    home.parent.chmod(0o755)
    (home / "staging").mkdir(exist_ok=True)
    change_modes(home, 0o777, 0o666)
    return home


def check_denied(ended: Ended, place: Path) -> None:
    """The command failed with one line that names the place."""
    assert (ended.exit_code, ended.out) == (1, "")
    assert ended.err.startswith("holdfast: ")
    assert "Permission denied" in ended.err
    assert str(place) in ended.err
    assert ended.err.count("\n") == 1


@pytest.mark.parametrize("name", ["load", "build", "unload", "erase"])
def test_a_home_that_may_not_be_written(world: World, clean_runs: dict[str, Clean], name: str) -> None:
    clean = clean_runs[name]
    home = open_to_all(world, clean)
    change_modes(home, 0o555, 0o444)
    ended = run(home, *clean.command.arguments, prepare=become_nobody)
    assert (ended.exit_code, ended.out, ended.err) == (1, "", f"holdfast: Permission denied: {home}/lock\n")
    change_modes(home, 0o777, 0o666)
    assert read_state(home) == clean.before
    check_finished(clean, home)


@pytest.mark.parametrize(("name", "forbidden"), FORBIDDEN)
def test_a_folder_of_the_home_that_may_not_be_written(
    world: World, clean_runs: dict[str, Clean], name: str, forbidden: str
) -> None:
    clean = clean_runs[name]
    home = open_to_all(world, clean)
    (home / forbidden).chmod(0o555)
    ended = run(home, *clean.command.arguments, prepare=become_nobody)
    check_denied(ended, home / forbidden)
    (home / forbidden).chmod(0o777)
    assert read_state(home) == clean.before
    check_finished(clean, home)


def test_a_report_that_may_not_be_read(world: World, clean_runs: dict[str, Clean]) -> None:
    home = open_to_all(world, clean_runs["load"])
    report = home.parent / "secret.csv"
    report.write_bytes(world.other.read_bytes())
    report.chmod(0o000)
    ended = run(home, "load", "--publisher", NORTH, report, prepare=become_nobody)
    assert (ended.exit_code, ended.out) == (1, "")
    assert ended.err == f"holdfast: secret.csv: Permission denied ({report}). Nothing was loaded.\n"
    assert read_state(home) == clean_runs["load"].before
