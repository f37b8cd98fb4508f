"""Drafts appear whole or not at all, and what killed processes left is removed by whoever comes next."""

import stat
import subprocess
import sys
from pathlib import Path

import pytest

from db.drafts import appear, drafting, remove_drafts

_KILLED = """
import os, signal, sys
from pathlib import Path
from db.drafts import drafting
with drafting(Path(sys.argv[1])) as folder:
    (folder / "draft").write_text("half")
    os.kill(os.getpid(), signal.SIGKILL)
"""


def leave_draft(target: Path) -> None:
    """A process that is killed while it writes."""
    ended = subprocess.run([sys.executable, "-c", _KILLED, str(target)], check=False)
    assert ended.returncode == -9


def test_a_draft_appears(tmp_path: Path) -> None:
    target = tmp_path / "file"
    target.write_text("older")
    with drafting(target) as folder:
        (folder / "draft").write_text("whole")
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert target.read_text() == "older"
        appear(folder / "draft", target)
    assert (target.read_text(), list(tmp_path.iterdir())) == ("whole", [target])


def test_nothing_is_left_of_a_failure(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No space") as raised, drafting(tmp_path / "file") as folder:
        (folder / "draft").write_text("half")
        raise OSError(28, "No space left on device")
    assert raised.value.filename == str(tmp_path / "file")
    assert list(tmp_path.iterdir()) == []


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError) as raised, drafting(tmp_path / "none" / "file"):
        pytest.fail("there is no such folder")
    assert raised.value.filename == str(tmp_path / "none")


def test_whoever_writes_the_same_file_removes_what_was_left_of_it(tmp_path: Path) -> None:
    leave_draft(tmp_path / "one")
    leave_draft(tmp_path / "other")
    assert len(list(tmp_path.iterdir())) == 2
    with drafting(tmp_path / "one") as folder:
        left = [path.name for path in tmp_path.iterdir() if path != folder]
        assert len(left) == 1
        assert left[0].startswith(".draft-other-")
    assert remove_drafts(tmp_path) == 1
    assert list(tmp_path.iterdir()) == []


def test_a_draft_that_is_being_written_stays(tmp_path: Path) -> None:
    with drafting(tmp_path / "file") as folder:
        assert remove_drafts(tmp_path) == 0
        assert folder.is_dir()
