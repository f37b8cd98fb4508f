"""A conversation with an annex: many questions at once over one connection, each told by its number."""

import asyncio
from asyncio import Future, StreamReader, StreamWriter
from collections.abc import Callable, Mapping
from itertools import count
from typing import Any

from app.annex.frames import Frame, read_frame, write_frame
from app.refusals import HttpRefusalError

_ENDED = "the process that looked for it ended; ask again"


class Conversation:
    """Of one event loop. What comes for somebody who does not wait any more goes to `forsaken`."""

    def __init__(self, reader: StreamReader, writer: StreamWriter, forsaken: Callable[[Frame], None]) -> None:
        self._reader, self._writer, self._forsaken = reader, writer, forsaken
        self._numbers = count(1)
        self._waiting: dict[int, Future[Frame]] = {}

    def tell(self, **facts: Any) -> None:
        """Sends what needs no answer."""
        write_frame(self._writer, facts)

    async def ask(self, facts: Mapping[str, Any]) -> Frame:
        """The answer to a question; HttpRefusalError (503) where the annex ends meanwhile. It stops where nobody waits any more."""
        number = next(self._numbers)
        waiting: Future[Frame] = asyncio.get_running_loop().create_future()
        self._waiting[number] = waiting
        write_frame(self._writer, {"number": number, **facts})
        try:
            return await waiting
        except asyncio.CancelledError:
            self.tell(stop=number)
            raise
        finally:
            self._waiting.pop(number, None)

    async def listen(self) -> None:
        """Hands over what comes, until nothing comes any more."""
        while frame := await read_frame(self._reader):
            waiting = self._waiting.get(frame.facts["number"])
            if waiting is not None and not waiting.done():
                waiting.set_result(frame)
            else:
                self._forsaken(frame)

    def end(self) -> None:
        """Tells all who wait that no answer will come."""
        self._writer.close()
        for waiting in self._waiting.values():
            if not waiting.done():
                waiting.set_exception(HttpRefusalError(503, _ENDED, "TIMEOUT", {"retry-after": "1"}))
