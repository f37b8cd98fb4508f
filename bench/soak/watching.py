"""Watches what a server and its workers hold in memory, and finds its workers."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from functools import partial

import psutil

from bench.soak.looking import looking

_WORKER = "export-worker"


@dataclass(slots=True)
class Memory:
    """Megabytes held (RSS), once a second: of the server with its annex, and of its export workers together."""

    server: list[float] = field(default_factory=list)
    workers: list[float] = field(default_factory=list)

    def look(self, process_id: int) -> None:
        """Notes what they hold now."""
        server = psutil.Process(process_id)
        workers = sum(map(_held, find_workers(process_id)))
        self.server.append(_held(server) + sum(map(_held, server.children())) - workers)
        self.workers.append(workers)


def find_workers(process_id: int) -> list[psutil.Process]:
    """The export workers that a server keeps."""
    found = []
    for child in psutil.Process(process_id).children():
        with suppress(psutil.NoSuchProcess, psutil.ZombieProcess):
            if _WORKER in child.cmdline():
                found.append(child)
    return found


def _held(process: psutil.Process) -> float:
    try:
        return float(process.memory_info().rss) / 1e6
    except psutil.NoSuchProcess:
        return 0.0


@asynccontextmanager
async def watching(process_id: int) -> AsyncIterator[Memory]:
    """Looks once a second until the block ends."""
    memory = Memory()
    async with looking(partial(memory.look, process_id)):
        yield memory
