"""How fast the machine is: the processors of a shared one may do half as much as a minute ago."""

import os
import sys
import zlib
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from statistics import fmean
from threading import Barrier, get_native_id
from time import thread_time

from bench.soak.looking import looking

_PIECE = b"".join(str(each * each).encode() for each in range(2_500))
_EVERY = 0.25
_LAST = 8
"""Two seconds: what comes follows how fast the machine is, before much of it waits."""
_FIRST = -15
"""Niceness, so that all processors are at it together."""


class Processors:
    """A thread on each processor."""

    def __init__(self) -> None:
        self._numbers = sorted(os.sched_getaffinity(0)) if sys.platform == "linux" else range(os.cpu_count() or 1)
        self._together = Barrier(len(self._numbers))
        self._threads = [ThreadPoolExecutor(1, initializer=_settle, initargs=(each,)) for each in self._numbers]

    def measure(self) -> float:
        """Pieces of work that a processor does in a second of its own time while the others do the same.

        On each, since each of a virtual machine's may have another neighbour; at once, since they may be each other's: one alone is faster,
        and a load that followed that would be the higher the less it was.
        """
        return fmean([each.result() for each in [each.submit(self._work) for each in self._threads]])

    def _work(self) -> float:
        self._together.wait()
        began = thread_time()
        zlib.compress(_PIECE)  # the interpreter is free meanwhile
        return 1 / max(thread_time() - began, 1e-9)

    def close(self) -> None:
        """Ends the threads."""
        for each in self._threads:
            each.shutdown()


def _settle(processor: int) -> None:
    with suppress(OSError, AttributeError):  # not everywhere, and only an administrator may
        os.sched_setaffinity(0, {processor})
        os.setpriority(os.PRIO_PROCESS, get_native_id(), _FIRST)


@dataclass(slots=True)
class Pace:
    """What the processors did in a second, looked at four times a second: waiting for a processor does not count."""

    processors: Processors
    looks: list[float] = field(default_factory=list)

    def look(self) -> None:
        """Notes how fast it is now."""
        self.looks.append(self.processors.measure())

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
    """Looks until the block ends."""
    pace = Pace(Processors())
    try:
        async with looking(pace.look, _EVERY):
            yield pace
    finally:
        pace.processors.close()
