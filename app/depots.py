"""Where commands change and read the data of an installation, as its settings say: its home, or a storage."""

import os
import secrets
import shutil
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from app.home import changing_home, make_home
from app.settings import Settings
from db.addresses import open_storage
from db.depot import Depot
from db.drafts import drafting
from db.files import make_folder, replace_file
from db.lease import holding_lease
from db.ledgers import KEPT_LEDGERS
from db.stored_depot import StoredDepot

_WORK, _READING, _OWNER = "work", "reading", "owner"


@contextmanager
def changing(settings: Settings, what: str, tell: Callable[[str], None]) -> Iterator[Depot]:
    """Holds the home's lock, and the storage's lease where there is one, while a command (`what`) changes the data.

    Where another holds them, says so through `tell` and waits.
    """
    with changing_home(settings.home, what, tell):
        if not settings.storage:
            yield Depot(settings.home)
            return
        storage = open_storage(settings.storage)
        folder = settings.home / _WORK
        holder = f"`{what}` (process {os.getpid()} on {socket.gethostname()})"
        with holding_lease(storage, _read_owner(settings.home), holder, tell) as lease:
            shutil.rmtree(folder, ignore_errors=True)
            make_folder(folder)
            try:
                yield StoredDepot(storage, folder, lease.check, lease.number, settings.home / KEPT_LEDGERS)
            finally:
                shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def reading(settings: Settings) -> Iterator[Depot]:
    """The data for who only looks at it."""
    if not settings.storage:
        yield Depot(settings.home)
        return
    make_home(settings.home)
    with drafting(settings.home / _READING) as folder:
        yield StoredDepot(open_storage(settings.storage), folder, kept=settings.home / KEPT_LEDGERS)


def _read_owner(home: Path) -> str:
    """What tells this home from others that share the storage; made once."""
    file = home / _OWNER
    if not file.exists():
        replace_file(file, secrets.token_hex(16).encode())
    return file.read_text()
