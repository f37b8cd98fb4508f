"""The serving process's side of its annex: starts it with the first question for it, and again after it ended."""

import asyncio
import logging
import os
import socket
import sys
import time
from asyncio import Event, StreamReader, StreamWriter, Task
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import asdict

from app.annex.conversation import Conversation
from app.annex.frames import Frame, read_frame, write_frame
from app.annex.state import State
from app.answers import Made
from app.execution import Method
from app.questions import GraphQLRequest
from app.refusals import HttpRefusalError
from app.settings import ROOT, Settings
from domain.audit import Delivered
from resolvers.context import Publisher
from services.observing import Observe
from services.view import View

_log = logging.getLogger("holdfast.annex")
COMMAND = (sys.executable, "-P", "-m", "app", "annex")
_SHORTEST = 1.0
"""Seconds between two starts, so that an annex that cannot start does not start all the time."""
_PATIENCE = 5.0
"""Seconds that it may take to end."""
_BUFFER = 1 << 20


class AnnexError(Exception):
    """Something failed in the annex that nobody foresaw."""


class Annex:
    """Of one event loop. While it is not there, questions are the serving process's own."""

    def __init__(self, settings: Settings, observe: Observe) -> None:
        self._settings, self._observe = settings, observe
        self._connection: StreamWriter | None = None
        self._conversation: Conversation | None = None
        self.there = Event()
        """Set while there is somebody who answers."""
        self._running: Task[None] | None = None
        self._began = -_SHORTEST
        self._ending = False

    async def answer(
        self,
        asked: GraphQLRequest,
        view: View,
        publisher: Publisher,
        request_id: str,
        method: Method,
        suggestions: bool,
    ) -> Made | None:
        """The answer, None where the caller has to make it: the annex is not there yet, or has another snapshot before it.

        HttpRefusalError (503) where it ends meanwhile, AnnexError where something fails that nobody foresaw: what did that to one
        process is not tried in the other.
        """
        if self._settings.annex == "off":
            return None
        if self._conversation is None:
            self._begin()
            return None
        facts = {
            "ask": asdict(asked),
            "scope": asdict(view.scope),
            "snapshot": view.snapshot.version,
            "publisher": asdict(publisher),
            "request": request_id,
            "method": method,
            "suggestions": suggestions,
        }
        frame = await self._conversation.ask(facts)
        self._tell(frame)
        if "failed" in frame.facts:
            raise AnnexError("a question failed in the annex, which has logged why")
        if "made" not in frame.facts:
            return None
        made = frame.facts["made"]
        delivered = Delivered(tuple(made["fields"]), made["customers"])
        return Made(frame.body, made["lasting"], made["executed"], delivered, made["refused"])

    def settle(self) -> None:
        """Has it give up what a new snapshot no longer names."""
        if self._conversation is not None:
            self._conversation.tell(settle=True)

    async def look(self) -> State:
        """What it holds and does now."""
        if self._conversation is not None:
            with suppress(HttpRefusalError):  # it has just ended
                return State(**(await self._conversation.ask({"look": True})).facts["state"])
        return State()

    @asynccontextmanager
    async def lasting(self) -> AsyncIterator[None]:
        """Around the life of the serving process: the annex has ended when this does."""
        try:
            yield
        finally:
            self._ending = True
            if self._connection is not None:
                self._connection.close()
            if self._running is not None:
                await self._running

    def _begin(self) -> None:
        over = self._running is None or self._running.done()
        if over and not self._ending and time.monotonic() - self._began >= _SHORTEST:
            self._began = time.monotonic()
            self._running = asyncio.create_task(self._run())

    async def _run(self) -> None:
        ours, theirs = socket.socketpair()
        # it ends when this socket does, however this process ends
        reader, self._connection = await asyncio.open_connection(sock=ours, limit=_BUFFER)
        try:
            with theirs:
                process = await asyncio.create_subprocess_exec(
                    *COMMAND, stdin=theirs.fileno(), env={**os.environ, "PYTHONPATH": str(ROOT)}
                )
            await self._converse(reader, self._connection)
            await _end(process)
        except OSError as error:
            _log.warning("the annex could not be started: %s", error.strerror)
        else:
            if not self._ending:
                _log.warning("the annex ended; another is started when it is needed")
        finally:
            self._connection.close()

    async def _converse(self, reader: StreamReader, writer: StreamWriter) -> None:
        write_frame(writer, {"settings": self._settings.model_dump(mode="json", exclude_unset=True)})
        if await read_frame(reader) is None:
            return
        conversation = self._conversation = Conversation(reader, writer, self._tell)
        self.there.set()
        await conversation.listen()
        self._conversation = None
        self.there.clear()
        conversation.end()

    def _tell(self, frame: Frame) -> None:
        for question, engine, seconds, ended in frame.facts.get("questions", ()):
            self._observe(question, engine, seconds, ended)


async def _end(process: asyncio.subprocess.Process) -> None:
    try:
        await asyncio.wait_for(process.wait(), _PATIENCE)
    except TimeoutError:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()
