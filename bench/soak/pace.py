"""How fast the machine is: the processor of a shared one may do half as much as a minute ago."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from statistics import fmean
from time import thread_time

from bench.soak.looking import looking

_LOOP = 20_000
_EVERY = 0.25
_LAST = 4
"""A second: what comes follows how fast the machine is, before much of it waits."""


@dataclass(slots=True)
class Pace:
    """Turns of a fixed loop in a second of a processor's time, looked at four times a second: waiting for a processor does not count."""

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
        """Of its last second."""
        return fmean(self.looks[-_LAST:])


@asynccontextmanager
async def pacing() -> AsyncIterator[Pace]:
    """Looks until the block ends."""
    pace = Pace()
    async with looking(pace.look, _EVERY):
        yield pace
