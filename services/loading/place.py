"""Where loads are made: what the worker, the desk and the watcher share."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from db.depot import Depot
from db.records.engine import Records
from db.uploads import UPLOADS_FOLDER
from services.build.publishing import Keeping


@dataclass(frozen=True, slots=True)
class LoadPlace:
    """An installation as loading sees it.

    `changing` holds the data while it is changed and gives where it lies; `keeping` says how long old parts stay; `built` is told of it
    after a build; `settle` tells the records what the lake says of a publisher; `most_bytes` is the size of a file,
    `most_unpacked` what it may hold.
    """

    records: Records
    home: Path
    secret: bytes
    memory_limit: str
    threads: int
    lease: timedelta
    clock: Callable[[], datetime]
    changing: Callable[[], AbstractContextManager[Depot]]
    keeping: Callable[[], Keeping]
    built: Callable[[Depot], None]
    settle: Callable[[str], Awaitable[None]]
    most_bytes: int
    most_unpacked: int

    @property
    def uploads(self) -> Path:
        """Where reports wait to be loaded."""
        return self.home / UPLOADS_FOLDER
