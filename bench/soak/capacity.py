"""How much of the mix a server answers at most, while longer exports are made beside it."""

import asyncio
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Any

from bench.results import Result
from bench.soak.driving import Driven, drive_at, drive_for
from bench.soak.figures import work_of
from bench.soak.following import follow_exports
from bench.soak.questions import Kind, Known, Mix
from bench.soak.use import using
from bench.soak.wire import Wire

_CLIENTS = (8, 16, 32)
_MORE = 1.05


@dataclass(frozen=True, slots=True)
class Capacity:
    """Of the mix: what so many clients were answered, and how busy the processors were."""

    clients: int
    driven: Driven
    rate: float
    """Requests of the mix a second, by the work that was answered: short ones come before long ones, and would count for more."""
    busy: float


@dataclass(frozen=True, slots=True)
class Load:
    """Requests of the mix a second, and the share of all processors' time in which they are busy with them."""

    rate: float
    busy: float


async def measure_capacity(
    wire: Wire,
    mix: Mix,
    known: Sequence[Known],
    seconds: float,
    alone: Mapping[Kind, float],
    tell: Callable[[str], None],
) -> Capacity:
    """The best of ever more clients, until more of them get no more answers; longer exports are made beside them, as later."""
    best: Capacity | None = None
    for clients in _CLIENTS:
        found = await measure_once(wire, mix, known, clients, seconds, alone, tell)
        if best is not None and found.rate < _MORE * best.rate:
            return max(found, best, key=lambda each: each.rate)
        best = found
    assert best is not None
    return best


async def measure_once(
    wire: Wire,
    mix: Mix,
    known: Sequence[Known],
    clients: int,
    seconds: float,
    alone: Mapping[Kind, float],
    tell: Callable[[str], None],
) -> Capacity:
    """What so many clients are answered."""
    async with using() as use:
        driven, _ = await beside_exports(wire, known, drive_for(wire, mix, clients, seconds))
    found = Capacity(clients, driven, work_of(driven, alone) / mix.mean(alone), use.mean)
    tell(
        f"{clients} clients: {driven.rate:.1f} right answers a second, {found.rate:.1f} by the work in them,"
        f" processors {use.mean:.0%} busy"
    )
    return found


async def find_busy(
    wire: Wire,
    mix: Mix,
    known: Sequence[Known],
    capacity: Capacity,
    share: float,
    turns: int,
    seconds: float,
    alone: Mapping[Kind, float],
    tell: Callable[[str], None],
) -> Load:
    """The load that is a share of the capacity, and how busy the processors are under it.

    That is not the share of how busy they are at the capacity: two threads of one core do not do twice the work of one. Capacity and load
    are measured in turns, so many seconds each, since the machine may change its pace.
    """
    loads = []
    for _ in range(turns):
        found = await measure_once(wire, mix, known, capacity.clients, seconds, alone, tell)
        rate = share * found.rate
        async with using() as use:
            await beside_exports(wire, known, drive_at(wire, mix, lambda rate=rate: rate, seconds))  # type: ignore[misc]
        tell(f"{rate:.1f} requests a second: processors {use.mean:.0%} busy")
        loads.append(Load(rate, use.mean))
    return Load(fmean(load.rate for load in loads), fmean(load.busy for load in loads))


async def beside_exports(
    wire: Wire, known: Sequence[Known], driving: Coroutine[Any, Any, Driven]
) -> tuple[Driven, Result]:
    """What is driven, and whether each longer export beside it was the same file."""
    going = asyncio.create_task(driving)
    followed = await follow_exports(wire, known, going)
    return await going, followed
