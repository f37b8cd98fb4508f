"""Runs commands in forked processes that can be killed, limited and watched, without paying for imports each time."""

import multiprocessing
import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from multiprocessing.context import ForkServerContext, ForkServerProcess
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from types import MappingProxyType

from app.commands import main
from app.settings import PREFIX, ROOT
from tests.faults.clock import TimeFromNoon, shifted

KILLED = -9
SECONDS = 600.0
"""The longest that any command of these tests takes; one that takes longer hangs."""
LIMITS = {f"{PREFIX}THREADS": "2", f"{PREFIX}MEMORY_LIMIT": "512MB"}


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended: its exit code (the negative number of the signal that killed it) and what it printed."""

    exit_code: int
    out: str
    err: str


@dataclass(frozen=True, slots=True)
class Running:
    """A command that was started; `folder` holds what it prints until that was read."""

    process: ForkServerProcess
    folder: Path

    def wait(self, seconds: float = SECONDS) -> Ended | None:
        """How it ended, None where it still runs after so many seconds."""
        self.process.join(seconds)
        if self.process.exitcode is None:
            return None
        ended = Ended(self.process.exitcode, read_text(self.folder / "out"), read_text(self.folder / "err"))
        rmtree(self.folder)
        return ended

    def kill(self) -> Ended:
        """Kills it with SIGKILL, where it has not ended before."""
        self.process.kill()
        return self.end()

    def end(self) -> Ended:
        """How it ended; a command that hangs is killed and fails the test."""
        ended = self.wait()
        if ended is None:
            self.process.kill()
            raise AssertionError(f"still running after {SECONDS} seconds")
        return ended


def do_nothing() -> None:
    """A process needs no preparation."""


def start(
    home: Path,
    *arguments: str | Path,
    fault: str = "",
    prepare: Callable[[], None] = do_nothing,
    err: Path | None = None,
    settings: Mapping[str, str] = MappingProxyType({}),
) -> Running:
    """Starts `holdfast ARGUMENTS` on a home.

    `fault` is what HOLDFAST_FAULT says, `prepare` runs in the process before the command, `err` is where its standard
    error goes (default: kept for `Ended`), `settings` are further variables.
    """
    folder = Path(mkdtemp(prefix="holdfast-faults-"))
    environment = LIMITS | {f"{PREFIX}HOME": str(home), f"{PREFIX}FAULT": fault, **settings}
    texts = tuple(str(argument) for argument in arguments)
    process = open_server().Process(
        target=become_command,
        args=(texts, environment, folder / "out", err or folder / "err", prepare, TimeFromNoon.shift),
    )
    process.start()
    return Running(process, folder)


def run(home: Path, *arguments: str | Path, fault: str = "", prepare: Callable[[], None] = do_nothing) -> Ended:
    """Runs `holdfast ARGUMENTS` on a home to its end, whatever that is."""
    return start(home, *arguments, fault=fault, prepare=prepare).end()


def succeed(home: Path, *arguments: str | Path) -> str:
    """Runs a command that must succeed, and gives what it printed on standard output."""
    ended = run(home, *arguments)
    assert ended.exit_code == 0, f"{arguments} ended with {ended.exit_code}: {ended.err}"
    return ended.out


@lru_cache(maxsize=1)
def open_server() -> ForkServerContext:
    """The server that forks commands: it has imported all that they import, and nothing runs in it."""
    os.environ["PYTHONPATH"] = str(ROOT)
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(
        [
            "pytest",
            "encodings.utf_8_sig",
            "app.commands.loading",
            "app.commands.building",
            "app.commands.working",
            "tests.faults.processes",
        ]
    )
    return context


def become_command(
    arguments: tuple[str, ...],
    environment: Mapping[str, str],
    out: Path,
    err: Path,
    prepare: Callable[[], None],
    shift: timedelta,
) -> None:
    """Makes of a forked process the command that a shell would have started."""
    for name in [name for name in os.environ if name.startswith(PREFIX)]:
        del os.environ[name]
    os.environ.update(environment)
    for stream, path in ((sys.stdout, out), (sys.stderr, err)):
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT, 0o644)
        os.dup2(descriptor, stream.fileno())
        os.close(descriptor)
    prepare()
    with shifted(shift):
        main(args=list(arguments), prog_name="holdfast")


def read_text(path: Path) -> str:
    """A file's text, empty where there is none or where it is a pipe."""
    return path.read_text(encoding="utf-8") if path.is_file() else ""
