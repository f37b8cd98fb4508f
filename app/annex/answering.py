"""The annex itself: answers what its serving process asks over a socket, until that ends."""

import asyncio
import logging
import socket
import time
from asyncio import StreamReader, StreamWriter, Task
from contextvars import ContextVar
from dataclasses import asdict
from typing import Any

from anyio.to_thread import run_sync

from app.annex.frames import read_frame, write_frame
from app.annex.state import State
from app.answers import Made
from app.limits.deadline import Deadline
from app.logs import configure_logs
from app.making import make_answer
from app.promptness import answering_promptly
from app.questions import GraphQLRequest
from app.settings import Settings
from app.shell import open_house
from domain.errors import HoldfastError
from domain.scope import Role, Scope
from resolvers.context import Context, Publisher
from resolvers.workers import asking, current_line
from services.view import House, View

_log = logging.getLogger("holdfast.annex")
_Seen = list[tuple[str, str, float, int]]
_SEEN: ContextVar[_Seen | None] = ContextVar("seen", default=None)
"""Questions that were asked for the answer that is being made: name, engine, seconds, and when they ended."""


def _observe(question: str, engine: str, seconds: float, ended: int | None = None) -> None:
    seen = _SEEN.get()
    if seen is not None:
        seen.append((question, engine, seconds, ended or time.time_ns()))


async def answer_until_the_end(connected: socket.socket) -> None:
    """Reads the settings, says that it is ready, and answers; what is still being answered at the end is nobody's any more."""
    reader, writer = await asyncio.open_connection(sock=connected, limit=1 << 20)
    first = await read_frame(reader)
    if first is None:
        return
    settings = Settings(_env_file=None, **first.facts["settings"])
    configure_logs(settings.logs)
    house = open_house(
        settings, settings.memory_of_annex, settings.threads_of_worker, _observe, settings.slice_bytes_of_annex
    )
    with answering_promptly():
        write_frame(writer, {"ready": True})
        await _Answering(house, settings, writer).run(reader)


class _Answering:
    def __init__(self, house: House, settings: Settings, writer: StreamWriter) -> None:
        self._house, self._writer = house, writer
        self._deadline = Deadline(settings.request_seconds)
        self._tasks: dict[int, Task[None]] = {}

    async def run(self, reader: StreamReader) -> None:
        while frame := await read_frame(reader):
            facts = frame.facts
            if "ask" in facts:
                self._begin(facts["number"], facts)
            elif "stop" in facts:
                if facts["stop"] in self._tasks:
                    self._tasks[facts["stop"]].cancel()
            elif "look" in facts:
                write_frame(self._writer, {"number": facts["number"], "state": asdict(self._look())})
            else:
                await run_sync(self._settle)
        for task in self._tasks.values():
            task.cancel()

    def _begin(self, number: int, facts: dict[str, Any]) -> None:
        task = self._tasks[number] = asyncio.create_task(self._answer(number, facts))
        task.add_done_callback(lambda _: self._tasks.pop(number))

    async def _answer(self, number: int, facts: dict[str, Any]) -> None:
        seen: _Seen = []
        _SEEN.set(seen)
        told: dict[str, Any] = {"number": number, "questions": seen}
        body = b""
        try:
            made = await self._make(facts)
            if made is not None:
                body = made.body
                told["made"] = {
                    "lasting": made.lasting,
                    "executed": made.executed,
                    "fields": made.delivered.fields,
                    "customers": made.delivered.customers,
                    "refused": made.refused,
                }
        except Exception:  # noqa: BLE001 - one question must not end the process that answers others
            _log.exception("a question failed, request %s", facts["request"])
            told["failed"] = True
        finally:
            write_frame(self._writer, told, body)

    async def _make(self, facts: dict[str, Any]) -> Made | None:
        given = facts["scope"]
        view = await run_sync(self._open, Scope(**{**given, "role": Role(given["role"])}), facts["snapshot"])
        if view is None:
            return None
        context = Context(view, Publisher(**facts["publisher"]), facts["request"])
        try:
            with asking():
                return await self._deadline.stoppable(
                    make_answer(GraphQLRequest(**facts["ask"]), context, facts["method"], facts["suggestions"])
                )
        finally:
            context.release()
            view.release()

    def _open(self, scope: Scope, version: str) -> View | None:
        """The view on a snapshot, None where it is not the current one any more."""
        try:
            view = self._house.view(scope)
        except HoldfastError:
            return None  # the serving process has just looked: there is another by now
        return view if view.snapshot.version == version else None

    def _look(self) -> State:
        slices, line = self._house.slices, current_line()
        return State(slices.taken, slices.made, slices.held, line.waiting, line.busy)

    def _settle(self) -> None:
        snapshot = self._house.snapshots.current()
        if snapshot is not None:
            self._house.slices.settle(snapshot.version, snapshot.parts)
