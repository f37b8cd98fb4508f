"""Drives a server: one client, as many as it takes, or arrivals at a rate that no answer slows down."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

from bench.soak.asking import Judged, Verdict, ask
from bench.soak.questions import Kind, Known, Mix
from bench.soak.wire import Wire

_PAUSE = 0.06
"""Seconds that one client pauses at most."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Of one request: when it was due, sent and answered, in seconds of one clock."""

    kind: Kind
    due: float
    sent: float
    ended: float
    judged: Judged

    @property
    def seconds(self) -> float:
        """From the moment that it was due: a server that holds up its clients is not flattered."""
        return self.ended - self.due


@dataclass(frozen=True, slots=True)
class Driven:
    """All requests of a stretch, and how long the stretch was."""

    outcomes: Sequence[Outcome]
    seconds: float

    def of(self, *kinds: Kind) -> Sequence[Outcome]:
        """The outcomes of some classes."""
        return [each for each in self.outcomes if each.kind in kinds]

    def count(self, verdict: Verdict) -> int:
        """How many there are of a verdict."""
        return sum(each.judged.verdict is verdict for each in self.outcomes)

    @property
    def rate(self) -> float:
        """Right answers a second."""
        return self.count(Verdict.RIGHT) / self.seconds


async def ask_timed(wire: Wire, known: Known, due: float | None = None) -> Outcome:
    """One request, due when it is sent unless it is said otherwise."""
    clock = asyncio.get_running_loop().time
    sent = clock()
    judged = await ask(wire, known)
    return Outcome(known.question.kind, sent if due is None else due, sent, clock(), judged)


def even_space(rate: float) -> float:
    """Seconds between two arrivals, always the same."""
    return 1 / rate


async def drive_one(wire: Wire, mix: Mix, kind: Kind, times: int, seconds: float, rng: Random) -> Driven:
    """One client that asks questions of a class one after another: so many times, or until the seconds are over.

    It pauses before each for some time: who asks back to back finds interpreter and processors warm, which nobody does who comes alone,
    nor among others.
    """
    clock = asyncio.get_running_loop().time
    began, found = clock(), list[Outcome]()
    while len(found) < times and clock() - began < seconds:
        await asyncio.sleep(rng.uniform(0, _PAUSE))
        found.append(await ask_timed(wire, mix.draw_of(kind)))
    return Driven(found, clock() - began)


async def drive_many(
    wire: Wire, mix: Mix, clients: int, going: Callable[[], bool], pause: Callable[[], float] | None = None
) -> Driven:
    """Clients of whom each asks again as soon as it is answered, or after a pause of some seconds, while it is going on."""
    clock = asyncio.get_running_loop().time
    began, found = clock(), list[Outcome]()

    async def be_one() -> None:
        while going():
            found.append(await ask_timed(wire, mix.draw()))
            if pause is not None:
                await asyncio.sleep(pause())

    await asyncio.gather(*(be_one() for _ in range(clients)))
    return Driven(found, clock() - began)


async def drive_for(wire: Wire, mix: Mix, clients: int, seconds: float) -> Driven:
    """The same without pauses, for some seconds; what is answered after them is not counted."""
    clock = asyncio.get_running_loop().time
    end = clock() + seconds
    driven = await drive_many(wire, mix, clients, lambda: clock() < end)
    return Driven([each for each in driven.outcomes if each.ended <= end], seconds)


async def drive_at(
    wire: Wire, mix: Mix, rate: Callable[[], float], seconds: float, space: Callable[[float], float] = even_space
) -> Driven:
    """Arrivals at a rate, spaced as it is said, whether or not those before are answered; waits for the last answer."""
    clock = asyncio.get_running_loop().time
    began = clock()
    due, asking = began, list[asyncio.Task[Outcome]]()
    while (due := due + space(rate())) < began + seconds:
        await asyncio.sleep(max(due - clock(), 0))
        asking.append(asyncio.create_task(ask_timed(wire, mix.draw(), due)))
    return Driven(await asyncio.gather(*asking), seconds)
