"""export-worker and load-worker: write queued exports, load queued reports; the server starts them, and a host without a server may."""

import asyncio
import logging
import os
import secrets
import signal
import socket
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from stat import S_ISFIFO

import click

from app.exporting.place import open_place
from app.loading.place import open_load_place, open_watcher
from app.logs import configure_logs
from app.reconciliation import ready_records
from app.records_clock import RecordsClock
from app.replication import following
from app.settings import Settings, read_settings
from app.shell import open_house
from db.records.engine import Records
from services.exports.worker import ExportWorker
from services.loading.worker import LoadWorker

Work = Callable[[Settings, Records, str, asyncio.Event], Awaitable[bool]]
_NICENESS = 19
"""Whatever anybody waits for comes first."""


@click.command("export-worker", hidden=True)
def export_worker_command() -> None:
    """Write queued exports until interrupted; what is being written then goes back into the queue."""
    _become_worker(_write_exports)


@click.command("load-worker", hidden=True)
def load_worker_command() -> None:
    """Load and publish queued and watched reports until interrupted; what is being loaded then goes back into the queue."""
    _become_worker(_make_loads)


def _become_worker(work: Work) -> None:
    settings = read_settings()
    configure_logs(settings.logs)
    os.nice(_NICENESS)
    asyncio.run(_work(settings, work))


async def _work(settings: Settings, work: Work) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    _end_with_starter(loop, stop)
    name = f"{socket.gethostname()[:40]}-{os.getpid()}-{secrets.token_hex(4)}"
    async with ready_records(settings) as records:
        finished = await work(settings, records, name, stop)
    if not finished:
        # a thread still does what was given back: nobody waits for it
        logging.shutdown()
        os._exit(0)


async def _write_exports(settings: Settings, records: Records, name: str, stop: asyncio.Event) -> bool:
    house = open_house(settings, settings.memory_of_exports, settings.threads_of_exports)
    clock = RecordsClock(records)
    async with following(house.snapshots), clock.lasting():
        return await ExportWorker(open_place(settings, records, clock), house, name, stop).run()


async def _make_loads(settings: Settings, records: Records, name: str, stop: asyncio.Event) -> bool:
    clock = RecordsClock(records)
    place = open_load_place(settings, records, clock)
    async with clock.lasting():
        return await LoadWorker(place, open_watcher(settings, place), name, stop).run()


def _end_with_starter(loop: asyncio.AbstractEventLoop, stop: asyncio.Event) -> None:
    """Where standard input is a pipe, its end says that whoever started the worker has ended."""
    if not S_ISFIFO(os.fstat(sys.stdin.fileno()).st_mode):
        return

    def listen() -> None:
        with suppress(BlockingIOError):
            if not os.read(sys.stdin.fileno(), 1024):
                loop.remove_reader(sys.stdin.fileno())
                stop.set()

    loop.add_reader(sys.stdin.fileno(), listen)
