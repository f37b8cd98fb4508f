"""Mixed load on a serving process and its export worker: at rest, at its capacity, for long at 80 % of that, and at three times it."""

import asyncio
import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from random import Random

from bench.results import Result
from bench.serving import Served, serve_home
from bench.soak.capacity import beside_exports, find_busy, measure_capacity, measure_once
from bench.soak.driving import Driven, ask_timed, drive_at, drive_one, even_space
from bench.soak.figures import (
    judge_after,
    judge_answers,
    judge_memory,
    judge_overload,
    judge_times,
    medians_of,
    percentile,
)
from bench.soak.learning import learn
from bench.soak.questions import Kind, Known, Mix
from bench.soak.stage import staging
from bench.soak.use import Steering, steering
from bench.soak.watching import Memory, watching
from bench.soak.wire import Wire

_STEADY, _OVERLOAD = 0.8, 3.0
_TIMES = 60
_BEFORE = -5
"""Niceness of the clients."""


class Arrivals(Enum):
    """How a load comes."""

    EVEN = "even"
    RANDOM = "random"


@dataclass(frozen=True, slots=True)
class Plan:
    """Seconds of each stretch, tokens of each publisher, filters to ask under in all, and the memory that the server may use.

    `turns`: how often capacity and load are measured one after the other.

    Arrivals are even, and each 25 the whole mix, or spaced and drawn by chance.
    """

    alone: float = 15
    capacity: float = 25
    turns: int = 3
    steady: float = 600
    overload: float = 60
    rest: float = 5
    tokens: int = 3
    filtered: int = 240
    memory: str = "1GB"
    seed: int = 1
    arrivals: Arrivals = Arrivals.EVEN


def soak(home: Path, plan: Plan, tell: Callable[[str], None]) -> list[Result]:
    """All of it; `tell` hears how far it is."""
    with staging(home, plan.tokens, MEMORY_LIMIT=plan.memory) as stage:
        tell(f"learning the answers of {plan.filtered} pages under filters and of all else")
        known = asyncio.run(learn(stage, list(Kind), plan.filtered, Random(plan.seed)))
        with serve_home(stage.given) as served:
            return asyncio.run(_soak(served, known, plan, tell))


async def _soak(served: Served, known: Sequence[Known], plan: Plan, tell: Callable[[str], None]) -> list[Result]:
    _go_before_the_server()
    rng = Random(plan.seed)
    even = plan.arrivals is Arrivals.EVEN
    mix, space = Mix(known, rng, even=even), even_space if even else rng.expovariate
    async with Wire(served.address) as wire:
        # once each: what a service has shown before is kept
        for each in known:
            if each.question.kind is not Kind.FILTERED:
                await ask_timed(wire, each)
        before = await _ask_alone(wire, mix, plan.alone, rng)
        alone = medians_of(before)
        tell("one client: " + ", ".join(f"{kind.value} {ms:.1f} ms" for kind, ms in alone.items()))
        capacity = await measure_capacity(wire, mix, known, plan.capacity, alone, tell)
        load = await find_busy(wire, mix, known, capacity, _STEADY, plan.turns, plan.capacity / 2, alone, tell)
        tell(
            f"{load.rate:.1f} requests a second, steered to keep processors {load.busy:.0%} busy for {plan.steady:g} seconds"
        )
        async with watching(served.process_id) as memory, steering(load.rate, load.busy) as steered:
            steady, followed = await beside_exports(wire, known, drive_at(wire, mix, steered.now, plan.steady, space))
        tell(_describe(steady, memory, steered))
        around = medians_of([*before, *await _ask_alone(wire, mix, plan.alone, rng)])
        # the machine may be slower or faster by now
        capacity = await measure_once(wire, mix, known, capacity.clients, plan.capacity, alone, tell)
        tell(f"{_OVERLOAD * capacity.rate:.1f} requests a second for {plan.overload:g} seconds")
        overload = await drive_at(wire, mix, lambda: _OVERLOAD * capacity.rate, plan.overload, space)
        await asyncio.sleep(plan.rest)
        after = await _ask_alone(wire, mix, plan.alone, rng)
    return [
        judge_answers("capacity", capacity.driven, refusals=False),
        judge_answers("steady", steady, refusals=False),
        followed,
        *judge_times(steady, around),
        judge_memory(memory),
        judge_answers("overload", overload, refusals=True),
        *judge_overload(overload, capacity.driven, alone),
        *judge_after(after, alone),
    ]


def _go_before_the_server() -> None:
    """Clients are elsewhere, as a rule: what they do here shall not wait for the server, nor the measured times for them."""
    with suppress(OSError):  # only an administrator may
        os.setpriority(os.PRIO_PROCESS, 0, _BEFORE)


async def _ask_alone(wire: Wire, mix: Mix, seconds: float, rng: Random) -> Sequence[Driven]:
    return [await drive_one(wire, mix, kind, _TIMES, seconds, rng) for kind in mix.kinds]


def _describe(steady: Driven, memory: Memory, steered: Steering) -> str:
    late = percentile([each.sent - each.due for each in steady.outcomes], 0.99) * 1000
    held = ", ".join(f"{each:.0f}" for each in _tenths(memory.server))
    rates = ", ".join(f"{each:.0f}" for each in _tenths(steered.rates))
    return (
        f"sent {late:.1f} ms late at p99; the server held {held} MB; {rates} requests a second;"
        f" processors {steered.use.mean:.0%} busy"
    )


def _tenths(values: Sequence[float]) -> Sequence[float]:
    return values[:: max(len(values) // 10, 1)]
