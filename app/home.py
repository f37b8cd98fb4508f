"""The home as a place that one command at a time may change."""

import errno
import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from db.files import make_folder


@contextmanager
def changing_home(home: Path, what: str, tell: Callable[[str], None]) -> Iterator[None]:
    """Holds the home's lock while a command (`what`) changes it; where another holds it, says so through `tell` and waits.

    The lock goes with its process, however that ends.
    """
    make_home(home)
    with (home / "lock").open("a+") as held:
        if not _try(held.fileno()):
            held.seek(0)
            holder = held.read().strip() or "another command"
            tell(f"{holder} is changing {home}; waiting until it is done")
            fcntl.flock(held, fcntl.LOCK_EX)
        _note(held.fileno(), f"`{what}` (process {os.getpid()})\n")
        try:
            yield
        finally:
            _note(held.fileno(), "")


def make_home(home: Path) -> None:
    """Makes the home readable by its user alone; an existing one is left as it is."""
    if not home.exists():
        make_folder(home.parent)
        home.mkdir(mode=0o700, exist_ok=True)


def _note(descriptor: int, text: str) -> None:
    # only for whoever waits: a full disk must not keep anybody from taking a load back
    with suppress(OSError):
        os.ftruncate(descriptor, 0)
        os.write(descriptor, text.encode())


def _try(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno not in (errno.EAGAIN, errno.EACCES):
            raise
        return False
    return True
