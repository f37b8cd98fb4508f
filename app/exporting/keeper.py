"""Keeps the workers of a server, those of exports and that of loads: one that dies is started again, and all end with the server."""

import logging
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import Event, Thread
from types import FrameType

_log = logging.getLogger("holdfast.workers")
EXPORTS, LOADS = "export-worker", "load-worker"
_COMMAND = (sys.executable, "-P", "-m", "app")
_SHORTEST = 1.0
"""Seconds between two starts, so that a worker that cannot start does not start all the time."""
_PATIENCE = 10.0
"""Seconds that a worker may take to give its work back."""


class WorkerKeeper:
    """A process for each of the commands, each watched by a thread; they find settings in the environment."""

    def __init__(self, commands: Sequence[str]) -> None:
        self._ending = Event()
        self._threads = [
            Thread(target=self._keep, args=(command,), name=f"{command}-{number}", daemon=True)
            for number, command in enumerate(commands)
        ]

    def start(self) -> None:
        """Starts the workers."""
        for thread in self._threads:
            thread.start()

    def close(self) -> None:
        """Ends the workers, each after it has given its work back."""
        self._ending.set()
        for thread in self._threads:
            thread.join()

    def _keep(self, command: str) -> None:
        while not self._ending.is_set():
            started = time.monotonic()
            self._run_once(command)
            if not self._ending.is_set():
                _log.warning("the process `%s` ended; another is started", command)
                self._ending.wait(max(_SHORTEST - (time.monotonic() - started), 0.0))

    def _run_once(self, command: str) -> None:
        # the pipe closes when the server ends, however it ends, and then the worker ends too
        with subprocess.Popen((*_COMMAND, command), stdin=subprocess.PIPE) as worker:
            while worker.poll() is None and not self._ending.wait(0.2):
                pass
            if worker.poll() is None:
                worker.terminate()
                try:
                    worker.wait(_PATIENCE)
                except subprocess.TimeoutExpired:
                    worker.kill()


@contextmanager
def keeping_workers(commands: Sequence[str]) -> Iterator[None]:
    """Keeps a worker of each of these commands while a server runs in the main thread; they have ended when the process does."""
    keeper = WorkerKeeper(commands)

    def end(raised: int, _frame: FrameType | None) -> None:
        # the server raises the signal again that ended it, and the process would die of it at once
        keeper.close()
        signal.signal(raised, signal.SIG_DFL)
        signal.raise_signal(raised)

    before = signal.signal(signal.SIGTERM, end)
    keeper.start()
    try:
        yield
    finally:
        keeper.close()
        signal.signal(signal.SIGTERM, before)
