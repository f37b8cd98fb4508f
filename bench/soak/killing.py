"""Kills the export worker of a server at random moments while it writes, until it was killed often enough, and then lets it finish."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Any

import psutil

from bench.soak.asking import AnswerError, data_of
from bench.soak.following import ENDED, follow, look
from bench.soak.questions import Question
from bench.soak.watching import find_workers
from bench.soak.wire import Wire

_LOOK = 0.1
_MOST_EXPORTS = 30
"""Where files are ready before a blow falls, this ends it."""
_MOST = 22
"""Kills of one export: one that killed its workers 25 times is given up."""


class Killer:
    """Of one server. Moments are drawn from the time that the first file took, early ones more often: each kill loses what was written."""

    def __init__(
        self, wire: Wire, process_id: int, folder: Path, question: Question, rng: Random, tell: Callable[[str], None]
    ) -> None:
        self._wire, self._process_id, self._writing = wire, process_id, folder / ".writing"
        self._question, self._rng, self._tell = question, rng, tell
        self._dead: set[str] = set()
        self.landed = 0
        """Kills that ended a worker while its export was being written."""

    async def kill(self, times: int) -> list[dict[str, Any]]:
        """The exports that were asked for, as they ended, with how many attempts each took: the first undisturbed."""
        clock = asyncio.get_running_loop().time
        began = clock()
        exports = [{**await follow(self._wire, self._question.token, await self._request()), "attempts": 1}]
        whole = clock() - began
        self._tell(f"a whole file in {whole:.1f} s")
        while self.landed < times and len(exports) < _MOST_EXPORTS:
            exports.append(await self._disturb(times, whole))
        return exports

    async def _disturb(self, times: int, whole: float) -> dict[str, Any]:
        self._dead = self._folders()
        export_id = await self._request()
        attempts = 0
        while True:
            attempts += 1
            shown = await self._wait_for_writing(export_id)
            if shown["status"] in ENDED:
                return {**shown, "attempts": attempts}
            if self.landed == times or attempts > _MOST:
                return {**await follow(self._wire, self._question.token, export_id), "attempts": attempts}
            await asyncio.sleep(0.9 * whole * self._rng.random() ** 2)
            shown = await look(self._wire, self._question.token, export_id)
            if shown["status"] == "RUNNING" and self._strike():
                self.landed += 1
                self._tell(f"kill {self.landed} of {times}, at {shown['progress'] or 0:.0%}")

    def _strike(self) -> bool:
        """Whether a worker was killed that had something in hand."""
        busy = self._folders() - self._dead
        killed = False
        for worker in find_workers(self._process_id):
            with suppress(psutil.NoSuchProcess):
                worker.kill()
                worker.wait(10)
                killed = True
        self._dead = self._folders()
        return killed and bool(busy)

    async def _request(self) -> str:
        payload = (await data_of(self._wire, self._question))["requestExport"]
        if payload["errors"] or payload["export"]["status"] != "QUEUED":
            raise AnswerError(f"an export that is queued was expected: {str(payload)[:300]}")
        return str(payload["export"]["id"])

    async def _wait_for_writing(self, export_id: str) -> dict[str, Any]:
        """The export once a worker that lives has begun a file for it, or once it has ended."""
        while True:
            shown = await look(self._wire, self._question.token, export_id)
            if shown["status"] in ENDED or self._folders() - self._dead:
                return shown
            await asyncio.sleep(_LOOK)

    def _folders(self) -> set[str]:
        return {path.name for path in self._writing.iterdir()} if self._writing.exists() else set()
