"""How busy the processors are, and a load that keeps them as busy as it shall."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from statistics import fmean

import psutil

from bench.soak.looking import looking

_LAST = 5
"""Seconds over which the load looks back: an export alone keeps a processor busy for one."""
_GENTLY = 0.15
"""The part of a difference that is made up for in a second: all of it at once, seconds late, would swing ever wider."""


@dataclass(slots=True)
class Use:
    """The share of all processors' time in which they were busy, second by second; what a host took away counts as busy."""

    shares: list[float] = field(default_factory=list)
    _before: tuple[float, float] = (0.0, 0.0)

    def look(self) -> None:
        """Notes the share since the last look."""
        times = psutil.cpu_times()
        whole, idle = sum(times[:8]), times.idle + getattr(times, "iowait", 0.0)  # the rest is in them already
        since, idle_since = whole - self._before[0], idle - self._before[1]
        if self._before[0] and since:
            self.shares.append(1 - idle_since / since)
        self._before = whole, idle

    @property
    def mean(self) -> float:
        """Of the whole stretch; 1 where there was no look."""
        return fmean(self.shares or [1.0])


def change(wanted: float, found: float) -> float:
    """By what a rate is multiplied that kept the processors busy for the share `found`."""
    return float((wanted / max(found, 0.01)) ** _GENTLY)


@dataclass(slots=True)
class Steering:
    """Requests a second that keep the processors busy for a share of their time.

    The share of its capacity that a load takes of a machine *is* the share of the time in which it is busy. A virtual machine may do
    half as much as a minute ago: the same number of requests would be another share of what it can do then.
    """

    rate: float
    wanted: float
    use: Use = field(default_factory=Use)
    rates: list[float] = field(default_factory=list)

    def look(self) -> None:
        """Notes how busy they were."""
        self.use.look()
        self.follow()

    def follow(self) -> None:
        """Asks for less where they were busier in the last seconds, and for more where they were not."""
        self.rate *= change(self.wanted, fmean(self.use.shares[-_LAST:] or [self.wanted]))
        self.rates.append(self.rate)

    def now(self) -> float:
        """Requests a second."""
        return self.rate


@asynccontextmanager
async def using() -> AsyncIterator[Use]:
    """Looks once a second until the block ends."""
    use = Use()
    async with looking(use.look):
        yield use


@asynccontextmanager
async def steering(rate: float, wanted: float) -> AsyncIterator[Steering]:
    """Begins with a rate and steers once a second until the block ends."""
    found = Steering(rate, wanted)
    async with looking(found.look):
        yield found
