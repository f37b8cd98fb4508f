"""Mixed load on a serving process and its export worker: at rest, at its capacity, for long at 80 % of that, and at three times it."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from bench.results import Result
from bench.serving import Served, serve_home
from bench.soak.driving import Driven, ask_timed, drive_at, drive_for, drive_one
from bench.soak.figures import (
    judge_after,
    judge_answers,
    judge_memory,
    judge_overload,
    judge_times,
    medians_of,
    percentile,
)
from bench.soak.following import follow_exports
from bench.soak.learning import learn
from bench.soak.questions import Kind, Known, Mix
from bench.soak.stage import staging
from bench.soak.watching import Memory, watching
from bench.soak.wire import Wire

_CLIENTS = (8, 16, 32)
_STEADY, _OVERLOAD = 0.8, 3.0
_TIMES = 60


@dataclass(frozen=True, slots=True)
class Plan:
    """Seconds of each stretch, tokens of each publisher, filters to ask under in all, and the memory that the server may use."""

    alone: float = 15
    capacity: float = 25
    steady: float = 600
    overload: float = 60
    rest: float = 5
    tokens: int = 3
    filtered: int = 240
    memory: str = "2GB"
    seed: int = 1


def soak(home: Path, plan: Plan, tell: Callable[[str], None]) -> list[Result]:
    """All of it; `tell` hears how far it is."""
    with staging(home, plan.tokens, MEMORY_LIMIT=plan.memory) as stage:
        tell(f"learning the answers of {plan.filtered} pages under filters and of all else")
        known = asyncio.run(learn(stage, list(Kind), plan.filtered, Random(plan.seed)))
        with serve_home(stage.given) as served:
            return asyncio.run(_soak(served, known, plan, tell))


async def _soak(served: Served, known: Sequence[Known], plan: Plan, tell: Callable[[str], None]) -> list[Result]:
    rng = Random(plan.seed)
    mix = Mix(known, rng)
    async with Wire(served.address) as wire:
        # once each: what a service has shown before is kept
        for each in known:
            if each.question.kind is not Kind.FILTERED:
                await ask_timed(wire, each)
        alone = await _measure_alone(wire, mix, plan.alone)
        tell("one client: " + ", ".join(f"{kind.value} {ms:.1f} ms" for kind, ms in alone.items()))
        capacity = await _measure_capacity(wire, mix, plan.capacity, tell)
        rate = _STEADY * capacity.rate
        tell(f"{rate:.1f} requests a second for {plan.steady:g} seconds")
        async with watching(served.process_id) as memory:
            steady, followed = await asyncio.gather(
                drive_at(wire, mix, rate, plan.steady, rng), follow_exports(wire, known, plan.steady)
            )
        tell(_describe(steady, memory))
        rate = _OVERLOAD * capacity.rate
        tell(f"{rate:.1f} requests a second for {plan.overload:g} seconds")
        overload = await drive_at(wire, mix, rate, plan.overload, rng)
        await asyncio.sleep(plan.rest)
        after = [await drive_one(wire, mix, kind, _TIMES, plan.alone) for kind in mix.kinds]
    return [
        judge_answers("capacity", capacity, refusals=False),
        judge_answers("steady", steady, refusals=False),
        *followed,
        *judge_times(steady, alone),
        judge_memory(memory),
        judge_answers("overload", overload, refusals=True),
        *judge_overload(overload, capacity, alone),
        *judge_after(after, alone),
    ]


async def _measure_alone(wire: Wire, mix: Mix, seconds: float) -> Mapping[Kind, float]:
    return medians_of([await drive_one(wire, mix, kind, _TIMES, seconds) for kind in mix.kinds])


async def _measure_capacity(wire: Wire, mix: Mix, seconds: float, tell: Callable[[str], None]) -> Driven:
    """The best of ever more clients, until more of them get no more answers."""
    best: Driven | None = None
    for clients in _CLIENTS:
        driven = await drive_for(wire, mix, clients, seconds)
        tell(f"{clients} clients: {driven.rate:.1f} right answers a second")
        if best is not None and driven.rate < 1.05 * best.rate:
            return driven if driven.rate > best.rate else best
        best = driven
    assert best is not None
    return best


def _describe(steady: Driven, memory: Memory) -> str:
    late = percentile([each.sent - each.due for each in steady.outcomes], 0.99) * 1000
    shown = ", ".join(f"{held:.0f}" for held in memory.server[:: max(len(memory.server) // 10, 1)])
    return f"sent {late:.1f} ms late at p99; the server held {shown} MB"
