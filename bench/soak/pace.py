"""How fast the machine is: the processor of a shared one may do half as much as a minute ago."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from statistics import fmean
from time import thread_time

_LOOP = 20_000
_SECOND = 1.0
_LAST = 5


@dataclass(slots=True)
class Pace:
    """Turns of a fixed loop in a second of a processor's time, looked at once a second: waiting for a processor does not count."""

    looks: list[float] = field(default_factory=list)

    def look(self) -> None:
        """Notes how fast it is now."""
        began = thread_time()
        for _ in range(_LOOP):
            pass
        self.looks.append(_LOOP / max(thread_time() - began, 1e-9))

    @property
    def mean(self) -> float:
        """Of the whole stretch."""
        return fmean(self.looks)

    @property
    def now(self) -> float:
        """Of its last seconds."""
        return fmean(self.looks[-_LAST:])


@asynccontextmanager
async def pacing() -> AsyncIterator[Pace]:
    """Looks once a second until the block ends."""
    pace = Pace()
    pace.look()

    async def look() -> None:
        while True:
            await asyncio.sleep(_SECOND)
            pace.look()

    task = asyncio.create_task(look())
    try:
        yield pace
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
