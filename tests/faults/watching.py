"""Watches a running command pass its steps, through a pipe, so that it can be killed at a random time of a phase."""

import os
import select
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults.processes import Ended, Running, start

PHASES = ("reading", "typing", "staging", "publishing", "finishing")


@dataclass(slots=True)
class Watch:
    """The steps that one command has passed, with the seconds from its start at which each was heard of."""

    pipe: int
    began: float
    passings: list[str] = field(default_factory=list)
    heard: list[float] = field(default_factory=list)
    rest: str = ""

    def listen(self, seconds: float) -> None:
        """Takes what comes within so many seconds, at once when something does."""
        if select.select([self.pipe], [], [], max(seconds, 0.0))[0]:
            self.take(os.read(self.pipe, 65536))

    def take(self, data: bytes) -> None:
        """Counts the steps in bytes of the pipe."""
        *lines, self.rest = (self.rest + data.decode()).split("\n")
        self.passings += lines
        self.heard += [self.passed_seconds()] * len(lines)

    def passed_seconds(self) -> float:
        """Seconds since the start."""
        return time.monotonic() - self.began


@dataclass(frozen=True, slots=True)
class Phases:
    """How many steps had been passed, and how many seconds, when each phase of a load began; and its whole length."""

    steps: tuple[int, ...]
    seconds: tuple[float, ...]
    length: float

    @classmethod
    def of_watch(cls, watch: Watch) -> "Phases":
        """The phases of a load that ended: a file is read, then typed; load.json and syncs complete it, a rename publishes it."""
        names = [passing.partition(":")[0] for passing in watch.passings]
        copied = 1 + names.index("before-write")
        completed = len(names) - names[::-1].index("before-write")
        renamed = completed + names[completed - 1 :].index("before-rename")
        steps = (1, copied, completed, renamed, len(names))
        return cls(steps, tuple(watch.heard[step - 1] for step in steps), watch.passed_seconds())

    def of(self, steps: int) -> str:
        """The phase in which a load was killed that had passed so many steps."""
        return [phase for phase, first in zip(PHASES, self.steps, strict=True) if steps >= first][-1]

    def span(self, number: int) -> float:
        """Seconds that a phase lasted."""
        return (*self.seconds, self.length)[number + 1] - self.seconds[number]


def watch_load(home: Path, arguments: Sequence[str | Path]) -> tuple[Running, Watch]:
    """Starts a command whose steps are listed into a pipe."""
    pipe = home.parent / "steps"
    os.mkfifo(pipe)
    reading = os.open(pipe, os.O_RDWR | os.O_NONBLOCK)
    return start(home, *arguments, fault=f"list={pipe}"), Watch(reading, time.monotonic())


def finish_watching(running: Running, watch: Watch) -> Ended:
    """Listens until the command has ended."""
    while (ended := running.wait(0)) is None:
        watch.listen(0.02)
    watch.listen(0)
    os.close(watch.pipe)
    return ended


def kill_in_phase(running: Running, watch: Watch, first_step: int, delay: float) -> Ended:
    """Kills a command so many seconds after it has passed a number of steps; one that ends before is left alone."""
    while len(watch.passings) < first_step and running.process.exitcode is None:
        watch.listen(0.02)
    until = watch.passed_seconds() + delay
    while watch.passed_seconds() < until and running.process.exitcode is None:
        watch.listen(min(0.02, until - watch.passed_seconds()))
    running.process.kill()
    return finish_watching(running, watch)
