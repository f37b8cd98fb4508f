"""Ends what a request began when its time is over or its client has gone, down to the queries that run for it."""

import asyncio
from collections.abc import Awaitable, Coroutine
from typing import Any, TypeVar

from starlette.requests import ClientDisconnect, Request

from app.refusals import HttpRefusalError
from db.interruption import Work, working_for

Answered = TypeVar("Answered")
_AGAIN = 0.02
"""Seconds between two attempts to stop a query: one that begins in this moment may miss the first."""


class Deadline:
    """The seconds that each request has."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._ending: set[asyncio.Task[Any]] = set()

    async def meet(self, request: Request, answer: Coroutine[Any, Any, Answered]) -> Answered:
        """The answer; HttpRefusalError (504) where the time is over, ClientDisconnect where nobody waits any more."""
        task, leaving = asyncio.ensure_future(answer), asyncio.ensure_future(_watch(request))
        try:
            done, _ = await asyncio.wait({task, leaving}, timeout=self._seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            leaving.cancel()
            if not task.done():
                task.cancel()
                self._keep(task)
        if task in done:
            return task.result()
        if leaving in done:
            raise ClientDisconnect
        raise HttpRefusalError(504, f"no answer within {self._seconds:g} seconds; ask for less at once", "TIMEOUT")

    async def stoppable(self, answer: Awaitable[Answered]) -> Answered:
        """The answer; where it is cancelled, the queries that run for it alone are interrupted."""
        work = Work()
        try:
            with working_for(work):
                return await answer
        except asyncio.CancelledError:
            self._keep(asyncio.ensure_future(_stop(work)))
            raise

    def _keep(self, task: asyncio.Task[Any]) -> None:
        # until it ends: the loop itself holds its tasks weakly
        self._ending.add(task)
        task.add_done_callback(self._ending.discard)


async def _watch(request: Request) -> None:
    # what is left of a body is not wanted; a server that has it all at hand must not hold up the loop
    while (await request.receive())["type"] != "http.disconnect":
        await asyncio.sleep(0)


async def _stop(work: Work) -> None:
    while work.stop():
        await asyncio.sleep(_AGAIN)
