"""How things are timed: ours and the baseline take turns, so that whatever else the machine does befalls both."""

import gc
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from statistics import median
from time import perf_counter

RUNS = 7


@dataclass(frozen=True, slots=True)
class Timed:
    """Medians in milliseconds."""

    ours: float
    baseline: float


def clock(call: Callable[[], object]) -> float:
    """Milliseconds of one call, without collecting garbage meanwhile."""
    gc.collect()
    gc.disable()
    try:
        began = perf_counter()
        call()
        return (perf_counter() - began) * 1000
    finally:
        gc.enable()


def alternate(ours: Callable[[], object], baseline: Callable[[], object], runs: int = RUNS) -> Timed:
    """Both in turns; the first turn of each is not counted."""
    turns = [(clock(ours), clock(baseline)) for _ in range(runs + 1)][1:]
    return Timed(median(own for own, _ in turns), median(other for _, other in turns))


async def clock_async(call: Callable[[], Awaitable[object]]) -> float:
    """Milliseconds of one call that is awaited."""
    gc.collect()
    gc.disable()
    try:
        began = perf_counter()
        await call()
        return (perf_counter() - began) * 1000
    finally:
        gc.enable()


async def alternate_async(
    ours: Callable[[], Awaitable[object]], baseline: Callable[[], Awaitable[object]], runs: int = RUNS, times: int = 1
) -> Timed:
    """Both in turns, ours so many times in each; the first turn of each is not counted."""
    turns = [([await clock_async(ours) for _ in range(times)], await clock_async(baseline)) for _ in range(runs + 1)][
        1:
    ]
    return Timed(median(own for each, _ in turns for own in each), median(other for _, other in turns))
