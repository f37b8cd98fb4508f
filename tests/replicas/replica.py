"""A replica: `serve --workers 2` with a home of its own, which can be killed as a whole or in part."""

import socket
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from tests.app.commands import command_line

WORKERS = 2


@dataclass
class Replica:
    """`given` are its variables; its log goes to a file beside its home."""

    home: Path
    given: Mapping[str, str]
    port: int = field(default_factory=lambda: find_port())
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Starts it; whoever needs it ready asks its port."""
        with self.home.with_suffix(".log").open("ab") as log:
            self.process = subprocess.Popen(
                command_line("serve", "--port", str(self.port), "--workers", str(WORKERS)),
                env={**self.given, "HOLDFAST_HOME": str(self.home)},
                stdout=subprocess.DEVNULL,
                stderr=log,
                cwd=self.home,
            )

    def serving(self) -> list[psutil.Process]:
        """Its serving processes."""
        return [each for each in self._children() if "multiprocessing.spawn" in _words(each)]

    def exporting(self) -> list[psutil.Process]:
        """Its export workers."""
        return [each for each in self._children() if "export-worker" in _words(each)]

    def _children(self) -> list[psutil.Process]:
        assert self.process is not None
        with suppress(psutil.NoSuchProcess):
            return psutil.Process(self.process.pid).children()
        return []

    def kill(self) -> None:
        """All of it dies at once, as a machine does."""
        assert self.process is not None
        found = [psutil.Process(self.process.pid)]
        found += found[0].children(recursive=True)
        for each in found:
            with suppress(psutil.NoSuchProcess):
                each.kill()
        self.process.wait()
        psutil.wait_procs(found[1:], 10)

    def end(self) -> int:
        """Ends it as a service manager does; gives the exit code."""
        assert self.process is not None
        self.process.terminate()
        try:
            return self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.kill()
            raise


def _words(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""


def find_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def share_data(home: Path, source: Path) -> None:
    """Gives a home the lake, parts and snapshots of another, as a shared file system does."""
    for name in ("lake", "parts", "snapshots"):
        (home / name).symlink_to((source / name).resolve())
