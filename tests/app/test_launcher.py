"""The launcher: when it leaves the environment alone, and what it says where it cannot make one."""

import hashlib
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from app.settings import ROOT

TOOLS = ("sh", "dirname", "readlink", "cut", "cat", "sha256sum")


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """The launcher with its scripts and locks, and no environment."""
    clone = tmp_path / "clone"
    for name in ("scripts", "requirements"):
        shutil.copytree(ROOT / name, clone / name)
    shutil.copy2(ROOT / "holdfast", clone)
    return clone


def put_script(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)


def launch(clone: Path, *arguments: str, folder: Path | None = None, **variables: str) -> tuple[int, str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HOLDFAST_")}
    words = [str(clone / "holdfast"), *arguments]
    done = subprocess.run(
        words, cwd=folder, env={**kept, **variables}, capture_output=True, text=True, timeout=60, check=False
    )
    return done.returncode, done.stdout, done.stderr


def bare_path(folder: Path) -> str:
    """A path with the tools of the launcher and no Python."""
    folder.mkdir()
    for tool in TOOLS:
        found = shutil.which(tool)
        assert found is not None
        (folder / tool).symlink_to(found)
    return str(folder)


def test_an_environment_that_is_as_locked_is_used_as_it_is(clone: Path, tmp_path: Path) -> None:
    put_script(clone / ".venv" / "bin" / "python", 'echo "$PWD|$PYTHONPATH|$*"')
    lock = hashlib.sha256((clone / "requirements" / "runtime.txt").read_bytes()).hexdigest()
    (clone / ".venv" / "holdfast-runtime.lock").write_text(f"{lock}\n")
    elsewhere = tmp_path / "else where"
    elsewhere.mkdir()
    assert launch(clone, "load", "a file.csv", folder=elsewhere) == (
        0,
        f"{elsewhere}|{clone}|-P -m app load a file.csv\n",
        "",
    )


def test_the_launcher_may_be_called_by_a_link(clone: Path, tmp_path: Path) -> None:
    put_script(clone / ".venv" / "bin" / "python", 'echo "$PYTHONPATH"')
    lock = hashlib.sha256((clone / "requirements" / "runtime.txt").read_bytes()).hexdigest()
    (clone / ".venv" / "holdfast-runtime.lock").write_text(lock)
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "holdfast").symlink_to(clone / "holdfast")
    assert launch(tmp_path / "bin") == (0, f"{clone}\n", "")


def test_an_old_python_is_named(clone: Path, tmp_path: Path) -> None:
    put_script(tmp_path / "old", '[ "$1" = --version ] && echo "Python 3.9.2" && exit 0; exit 1')
    message = (
        "holdfast: needs Python 3.11 or newer and found Python 3.9.2; install one, or name it in HOLDFAST_PYTHON\n"
    )
    assert launch(clone, PATH=bare_path(tmp_path / "tools"), HOLDFAST_PYTHON=str(tmp_path / "old")) == (1, "", message)


def test_a_machine_without_python_is_told_so(clone: Path, tmp_path: Path) -> None:
    message = "holdfast: needs Python 3.11 or newer and found no python3; install one, or name it in HOLDFAST_PYTHON\n"
    assert launch(clone, PATH=bare_path(tmp_path / "tools")) == (1, "", message)


def test_packages_that_cannot_be_installed_leave_no_stamp(clone: Path) -> None:
    (clone / "requirements" / "runtime.txt").write_text("./missing-package\n")
    code, out, err = launch(clone, PIP_NO_INDEX="1")
    assert (code, out) == (1, "")
    assert err.startswith(f"holdfast: preparing {clone / '.venv'} (runtime); this takes a minute or two, once\n")
    assert err.endswith("holdfast: could not install the packages (see above)\n")
    assert not (clone / ".venv" / "holdfast-runtime.lock").exists()
