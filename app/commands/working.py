"""export-worker: writes the queued exports; the server starts it, and a host without a server may."""

import asyncio
import logging
import os
import secrets
import signal
import socket
import sys
from contextlib import suppress
from stat import S_ISFIFO

import click

from app.exporting.place import open_place
from app.logs import configure_logs
from app.reconciliation import ready_records
from app.settings import Settings, read_settings
from app.shell import open_house
from services.exports.worker import ExportWorker

_NICENESS = 19
"""Whatever anybody waits for comes first."""


@click.command("export-worker", hidden=True)
def export_worker_command() -> None:
    """Write queued exports until interrupted; what is being written then goes back into the queue."""
    configure_logs()
    os.nice(_NICENESS)
    asyncio.run(_work(read_settings()))


async def _work(settings: Settings) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    _end_with_starter(loop, stop)
    name = f"{socket.gethostname()[:40]}-{os.getpid()}-{secrets.token_hex(4)}"
    async with ready_records(settings) as records:
        house = open_house(settings, settings.memory_of_exports, settings.threads_of_exports)
        finished = await ExportWorker(open_place(settings, records), house, name, stop).run()
    if not finished:
        # a thread still writes what was given back: nobody waits for it
        logging.shutdown()
        os._exit(0)


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
