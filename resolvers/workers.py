"""The door to blocking services: questions wait in line for worker threads, short requests before long ones."""

import asyncio
import os
import sys
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from contextvars import Context, ContextVar, copy_context
from dataclasses import dataclass
from functools import partial
from threading import Lock, get_native_id
from time import perf_counter
from typing import Any, ParamSpec, TypeVar

from anyio.lowlevel import RunVar

Arguments = ParamSpec("Arguments")
Answered = TypeVar("Answered")
_PATIENCE = 0.002
"""Seconds for which a worker keeps answers before it hands them over: each handing over interrupts it."""
_LITTLE, _MUCH = 0.015, 0.1
"""Seconds of workers: a page from memory stays below the first, a short file below the second, where several are answered at once."""

_LATE = 3.0
"""Seconds after which nobody goes before: where more is asked than can be answered, who asks for much is late, not forgotten."""
_QUICK, _BEHIND = 2, 5
"""Niceness of the worker for short questions, and of all others: a third of the processor, where both need one."""

_Answers = list[tuple[asyncio.Future[Any], Any, BaseException | None]]


def step_back(behind: int = _BEHIND) -> None:
    """Lets this thread, and those that it begins, go behind the event loop, which has little to do and lets all wait meanwhile."""
    if sys.platform == "linux":  # elsewhere a thread has no priority of its own
        with suppress(OSError):  # a sandbox may forbid it; then all go side by side
            os.setpriority(os.PRIO_PROCESS, get_native_id(), os.getpriority(os.PRIO_PROCESS, 0) + behind)


class _Crew:
    """Worker threads of one priority; a quick one is for short questions alone."""

    def __init__(self, number: int, quick: bool = False) -> None:
        self.number = self.idle = number
        self.quick = quick
        self.threads = ThreadPoolExecutor(number, "question", partial(step_back, _QUICK if quick else _BEHIND))


class Asker:
    """Somebody, such as a request, whose questions wait together: how long workers took over them so far, in seconds."""

    __slots__ = ("came", "running", "spent", "waiting")

    def __init__(self) -> None:
        self.came = perf_counter()
        self.running = 0
        self.spent = 0.0
        self.waiting: deque[_Question] = deque()

    @property
    def fresh(self) -> bool:
        """Whether it did not have much, and has no worker now."""
        return not self.running and self.spent < _MUCH

    def turn(self, now: float) -> tuple[int, bool, float]:
        """Whose turn is next: the smallest. Who had little or waits for long, then who has no worker, then who came first."""
        rank = (self.spent >= _LITTLE) + (self.spent >= _MUCH) if now - self.came < _LATE else 0
        return rank, self.running > 0, self.came


@dataclass(slots=True)
class _Question:
    asker: Asker
    future: asyncio.Future[Any]
    context: Context
    call: Callable[[], Any]


_ASKER: ContextVar[Asker | None] = ContextVar("asker", default=None)


@contextmanager
def asking() -> Iterator[None]:
    """Everything below is asked by one, and takes its turn together; what is asked outside is asked by somebody else each time."""
    token = _ASKER.set(Asker())
    try:
        yield
    finally:
        _ASKER.reset(token)


class Line:
    """Of one event loop. As many workers answer at once as there are processors: more would only take turns, and each turn costs.

    What is asked in one turn of the loop is taken together: a page of thirty questions, each answered from memory, costs a handful of
    wakings instead of sixty. Who asked for little so far goes first, since a page from memory shall not wait behind all that a page
    under a new filter has to ask; one worker more is there for such alone, before all others where the processors are few. Of those
    who ask for much, who came first goes first: taking turns, all of them would be late.
    """

    def __init__(self, workers: int) -> None:
        self._workers = workers
        self._crews = (_Crew(1, quick=True), _Crew(workers))
        self._running = 0
        self._lock = Lock()
        self._askers: list[Asker] = []
        """Those who wait, in the order of their coming."""
        self._calling = False

    @property
    def waiting(self) -> int:
        """Questions that no worker has taken up yet."""
        with self._lock:
            return sum(len(asker.waiting) for asker in self._askers)

    @property
    def busy(self) -> int:
        """Workers that are answering."""
        return sum(crew.number - crew.idle for crew in self._crews)

    async def ask(self, call: Callable[[], Answered]) -> Answered:
        """The answer of a blocking call, made in a worker thread."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Answered] = loop.create_future()
        asker = _ASKER.get() or Asker()
        with self._lock:
            if not asker.waiting:
                self._askers.append(asker)
            asker.waiting.append(_Question(asker, future, copy_context(), call))
        if not self._calling:
            self._calling = True
            # not before the others of this turn stand in line too
            loop.call_soon(self._call_workers, loop)
        return await future

    def _call_workers(self, loop: asyncio.AbstractEventLoop) -> None:
        self._calling = False
        with self._lock:
            fresh = sum(asker.fresh for asker in self._askers)
            others = sum(len(asker.waiting) for asker in self._askers) - fresh
            answerable = fresh + max(0, min(others, self._workers - self._running))
        for crew in self._crews:
            called = min(crew.idle, fresh if crew.quick else answerable)
            answerable -= called
            crew.idle -= called
            for _ in range(called):
                loop.run_in_executor(crew.threads, self._work, loop, crew)

    def _take(self, quick: bool) -> _Question | None:
        """The next question that may be taken up; what nobody waits for any more is left out."""
        now = perf_counter()
        with self._lock:
            while self._askers:
                asker = (
                    self._askers[0] if len(self._askers) == 1 else min(self._askers, key=lambda each: each.turn(now))
                )
                if not asker.fresh and (quick or self._running >= self._workers):
                    return None
                question = asker.waiting.popleft()
                if not asker.waiting:
                    self._askers.remove(asker)
                if not question.future.cancelled():
                    asker.running += 1
                    self._running += 1
                    return question
        return None

    def _note(self, asker: Asker, seconds: float) -> None:
        with self._lock:
            asker.running -= 1
            asker.spent += seconds
            self._running -= 1

    def _work(self, loop: asyncio.AbstractEventLoop, crew: _Crew) -> None:
        answers: _Answers = []
        last: Asker | None = None
        began = since = perf_counter()
        while question := self._take(crew.quick):
            if answers and (question.asker is not last or began - since > _PATIENCE):
                # whoever waits for them must not wait for another's question too
                loop.call_soon_threadsafe(_hand_over, answers)
                answers, since = [], began
            last = question.asker
            answers.append((question.future, *_answer(question)))
            ended = perf_counter()
            self._note(last, ended - began)
            began = ended
        loop.call_soon_threadsafe(self._return, loop, crew, answers)

    def _return(self, loop: asyncio.AbstractEventLoop, crew: _Crew, answers: _Answers) -> None:
        crew.idle += 1
        _hand_over(answers)
        # somebody may have come between the worker's last look and now
        if self._askers:
            self._call_workers(loop)


def _answer(question: _Question) -> tuple[Any, BaseException | None]:
    try:
        return question.context.run(question.call), None
    except StopIteration as error:
        # the one exception that nobody can be told of
        return None, RuntimeError(f"a question raised {error!r}")
    except BaseException as error:  # noqa: BLE001 - raised again where it was asked
        return None, error


def _hand_over(answers: _Answers) -> None:
    for future, answer, error in answers:
        if future.done():
            continue
        if error is None:
            future.set_result(answer)
        else:
            future.set_exception(error)


_LINE: RunVar[Line] = RunVar("line")
"""Of each event loop."""


def current_line() -> Line:
    """The line of the running event loop."""
    try:
        return _LINE.get()
    except LookupError:
        line = Line(max(2, os.cpu_count() or 1))
        _LINE.set(line)
        return line


async def run(question: Callable[Arguments, Answered], *args: Arguments.args, **kwargs: Arguments.kwargs) -> Answered:
    """Runs a blocking call in a worker thread: the one door to services, so that nothing blocks the event loop."""
    return await current_line().ask(partial(question, *args, **kwargs))
