"""The door to blocking services: questions wait in line for worker threads, which answer one after another."""

import asyncio
from collections import deque
from collections.abc import Callable
from contextvars import Context, copy_context
from functools import partial
from os import cpu_count
from time import perf_counter
from typing import Any, ParamSpec, TypeVar

from anyio.lowlevel import RunVar

Arguments = ParamSpec("Arguments")
Answered = TypeVar("Answered")
_PATIENCE = 0.002
"""Seconds for which a worker keeps answers before it hands them over: each handing over interrupts it."""

_Answers = list[tuple[asyncio.Future[Any], Any, BaseException | None]]


class Line:
    """Of one event loop. As many workers answer at once as there are processors: more would only take turns, and each turn costs.

    What is asked in one turn of the loop is taken together: a page of thirty questions, each answered from memory, costs a handful of
    wakings instead of sixty.
    """

    def __init__(self, workers: int) -> None:
        self._workers = self._idle = workers
        self._waiting: deque[tuple[asyncio.Future[Any], Context, Callable[[], Any]]] = deque()
        self._calling = False

    @property
    def waiting(self) -> int:
        """Questions that no worker has taken up yet."""
        return len(self._waiting)

    @property
    def busy(self) -> int:
        """Workers that are answering."""
        return self._workers - self._idle

    async def ask(self, question: Callable[[], Answered]) -> Answered:
        """The answer of a blocking call, made in a worker thread."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Answered] = loop.create_future()
        self._waiting.append((future, copy_context(), question))
        if not self._calling:
            self._calling = True
            # not before the others of this turn stand in line too
            loop.call_soon(self._call_workers, loop)
        return await future

    def _call_workers(self, loop: asyncio.AbstractEventLoop) -> None:
        self._calling = False
        for _ in range(min(self._idle, len(self._waiting))):
            self._idle -= 1
            loop.run_in_executor(None, self._work, loop)

    def _work(self, loop: asyncio.AbstractEventLoop) -> None:
        answers: _Answers = []
        since = perf_counter()
        while True:
            try:
                future, context, question = self._waiting.popleft()
            except IndexError:
                break
            if future.cancelled():  # nobody waits any more
                continue
            try:
                answers.append((future, context.run(question), None))
            except StopIteration as error:
                # the one exception that nobody can be told of
                answers.append((future, None, RuntimeError(f"a question raised {error!r}")))
            except BaseException as error:  # noqa: BLE001 - raised again where it was asked
                answers.append((future, None, error))
            if perf_counter() - since > _PATIENCE:
                loop.call_soon_threadsafe(_hand_over, answers)
                answers, since = [], perf_counter()
        loop.call_soon_threadsafe(self._return, loop, answers)

    def _return(self, loop: asyncio.AbstractEventLoop, answers: _Answers) -> None:
        self._idle += 1
        _hand_over(answers)
        # somebody may have come between the worker's last look and now
        if self._waiting:
            self._call_workers(loop)


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
        line = Line(max(2, cpu_count() or 1))
        _LINE.set(line)
        return line


async def run(question: Callable[Arguments, Answered], *args: Arguments.args, **kwargs: Arguments.kwargs) -> Answered:
    """Runs a blocking call in a worker thread: the one door to services, so that nothing blocks the event loop."""
    return await current_line().ask(partial(question, *args, **kwargs))
