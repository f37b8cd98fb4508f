"""The gate in front of the engine: so many requests are answered at once, so many wait, and the rest is told to come again."""

import asyncio
from collections import OrderedDict, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from app.refusals import HttpRefusalError

RETRY_SECONDS = 1
_LONGER = 4
"""Who waits at the gate of questions under filters waits longer for each before him, so fewer may."""


class Gates:
    """One for questions under filters, one for all others: what is in memory does not wait behind what has to be looked for."""

    def __init__(self, running: int, waiting: int) -> None:
        self._narrow, self._plain = Gate(running, waiting // _LONGER), Gate(running, waiting)

    def gate(self, narrows: bool) -> "Gate":
        """The gate of a question, by whether it asks under a filter or segment."""
        return self._narrow if narrows else self._plain

    @property
    def waiting(self) -> int:
        """Requests that wait now."""
        return self._narrow.waiting + self._plain.waiting


class Gate:
    """Of one event loop. Tokens take turns: whoever asks a hundred things at once waits behind himself alone."""

    def __init__(self, running: int, waiting: int) -> None:
        self._free = running
        self._most = waiting
        self._queues: OrderedDict[str, deque[asyncio.Future[None]]] = OrderedDict()
        self.waiting = 0
        """Requests that wait now."""

    @asynccontextmanager
    async def pass_through(self, token_id: str) -> AsyncIterator[None]:
        """Waits for its turn and holds a place until the end; HttpRefusalError (503) where too many wait already."""
        await self._enter(token_id)
        try:
            yield
        finally:
            self._leave()

    def check(self) -> None:
        """HttpRefusalError (503) where a request could not even wait."""
        if not self._free and self.waiting >= self._most:
            raise HttpRefusalError(
                503,
                f"{self.waiting} requests wait already; try again in {RETRY_SECONDS} second",
                "RATE_LIMITED",
                {"retry-after": str(RETRY_SECONDS)},
            )

    async def _enter(self, token_id: str) -> None:
        if self._free and not self.waiting:
            self._free -= 1
            return
        self.check()
        turn = asyncio.get_running_loop().create_future()
        self._queues.setdefault(token_id, deque()).append(turn)
        self.waiting += 1
        try:
            await turn
        except asyncio.CancelledError:
            if turn.cancelled():
                self._withdraw(token_id, turn)
            else:  # called in the same turn of the loop in which it was given up
                self._leave()
            raise

    def _withdraw(self, token_id: str, turn: asyncio.Future[None]) -> None:
        queue = self._queues.get(token_id)
        if queue is None or turn not in queue:
            return  # passed over meanwhile
        queue.remove(turn)
        self.waiting -= 1
        if not queue:
            del self._queues[token_id]

    def _leave(self) -> None:
        while self._queues:
            token_id, queue = self._queues.popitem(last=False)
            turn = queue.popleft()
            self.waiting -= 1
            if queue:
                self._queues[token_id] = queue
            if not turn.done():
                turn.set_result(None)
                return
        self._free += 1
