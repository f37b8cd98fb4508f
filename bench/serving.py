"""Servers under measurement, each a process of its own; a home is served with records that are not its own, and stays as it is."""

import os
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
_TICKS = os.sysconf("SC_CLK_TCK")
_PROGRAM = (sys.executable, "-P", "-m", "app")


@dataclass(frozen=True, slots=True)
class Served:
    """A server under measurement."""

    address: str
    process_id: int

    def spent(self) -> float:
        """Seconds that its process worked so far."""
        fields = Path(f"/proc/{self.process_id}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS


def environment(home: Path, folder: Path) -> dict[str, str]:
    """The variables of a home's server: its records in a folder, and no setting of whoever runs the benchmark."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HOLDFAST_")}
    records = f"sqlite:///{folder / 'records.sqlite'}"
    own = {"HOME": str(home.absolute()), "DATABASE": records, "SECRET": secrets.token_hex(32)}
    return {**kept, "PYTHONPATH": str(ROOT), **{f"HOLDFAST_{name}": value for name, value in own.items()}}


def make_token(given: Mapping[str, str], publisher_id: str) -> str:
    """A token of an owner."""
    words = ["token", "create", "--publisher", publisher_id, "--role", "owner", "--name", "bench"]
    return subprocess.run([*_PROGRAM, *words], env=given, check=True, capture_output=True, text=True).stdout.split()[-1]


@contextmanager
def serving(command: list[str], given: Mapping[str, str]) -> Iterator[Served]:
    """Runs a server that prints its address as the last word of its first line."""
    # its log goes to a file, as a service's does
    with (
        tempfile.TemporaryFile() as log,
        subprocess.Popen(command, env=given, stdout=subprocess.PIPE, stderr=log, text=True) as process,
    ):
        assert process.stdout is not None
        try:
            yield Served(process.stdout.readline().split()[-1].replace("localhost", "127.0.0.1"), process.pid)
        finally:
            process.terminate()


def serve_home(given: Mapping[str, str]) -> AbstractContextManager[Served]:
    """Runs our server."""
    return serving([*_PROGRAM, "serve", "--port", "0"], given)
