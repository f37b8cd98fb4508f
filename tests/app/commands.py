"""Runs commands of the program as a user does: in a process of their own, with a home of their own."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from app.settings import ROOT
from db.opening import DUCKDB
from tests.app.conftest import SECRET
from tests.parts import ENGINE


def command_line(*arguments: str) -> list[str]:
    """The words that start the program with the interpreter of the tests."""
    return [sys.executable, "-P", "-m", "app", *arguments]


def environment(home: Path, **given: str) -> dict[str, str]:
    """The variables that the program gets: none of the tester's own settings but for the engine that the suite runs on."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HOLDFAST_")}
    if ENGINE != DUCKDB:
        given = {"WAREHOUSE": ENGINE, **given}
    own = {"PYTHONPATH": str(ROOT), "HOLDFAST_HOME": str(home), "HOLDFAST_SECRET": SECRET, "HOLDFAST_THREADS": "1"}
    own["HOLDFAST_LOADING"] = "off"
    return {**kept, **own, **{f"HOLDFAST_{name}": value for name, value in given.items()}}


def run_command(
    home: Path, arguments: Sequence[str], *, given: str | None = None, folder: Path | None = None, **settings: str
) -> subprocess.CompletedProcess[str]:
    """Runs a command to its end."""
    return subprocess.run(
        command_line(*arguments),
        env=environment(home, **settings),
        cwd=folder or home.parent,
        input=given,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
