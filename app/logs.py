"""Logs: one line an event on standard error, with time, level and what it is about."""

import asyncio
import logging
import sys
import time
from functools import lru_cache

from typing_extensions import override

_requests = logging.getLogger("holdfast.access")
_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


@lru_cache(maxsize=1)
def _write_second(second: int) -> str:
    return time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(second))


class Lines(logging.Formatter):
    """The default format of times, worked out once a second."""

    def __init__(self) -> None:
        super().__init__(_FORMAT)

    @override
    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:
        return f"{_write_second(int(record.created))},{int(record.msecs):03d}"


class TurnHandler(logging.StreamHandler):  # type: ignore[type-arg]
    """Writes what one turn of the event loop tells together: a write for each line took a third of an answer from memory."""

    def __init__(self) -> None:
        super().__init__(sys.stderr)
        self.setFormatter(Lines())
        self._waiting: list[str] = []

    @override
    def emit(self, record: logging.LogRecord) -> None:
        try:
            line = self.format(record)
        except Exception:  # noqa: BLE001 - as every handler of the standard library
            self.handleError(record)
            return
        self.tell(line)

    def tell(self, line: str) -> None:
        """Writes a line when the turn of the event loop ends, at once where there is none."""
        self._waiting.append(line)
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            self.flush()
        else:
            if len(self._waiting) == 1:
                loop.call_soon(self.flush)

    @override
    def flush(self) -> None:
        """Writes what waits; the end of the program does so too."""
        self.acquire()
        try:
            lines, self._waiting = self._waiting, []
            if lines:
                self.stream.write("".join(f"{line}\n" for line in lines))
            super().flush()
        finally:
            self.release()


def log_request(text: str) -> None:
    """Logs a request; where the program's own handler is the only one, without a record, which would take as long as finding the answer."""
    handlers = logging.root.handlers
    if len(handlers) == 1 and isinstance(handlers[0], TurnHandler) and _requests.isEnabledFor(logging.INFO):
        at = time.time()
        handlers[0].tell(f"{_write_second(int(at))},{int(at % 1 * 1000):03d} INFO {_requests.name}: {text}")
    else:
        _requests.info("%s", text)


def configure_logs() -> None:
    """Sends the logs of the program and its server to standard error; requests are logged by the program alone."""
    # what no line shows is not found out: the caller alone would take longer than the rest of a line
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    logging._srcfile = None  # the documented switch of the caller's name
    root = logging.getLogger()
    root.handlers[:] = [TurnHandler()]
    root.setLevel(logging.WARNING)
    logging.getLogger("holdfast").setLevel(logging.INFO)
    logging.getLogger("uvicorn.error").setLevel(logging.INFO)
    # the server's own line of a request would show its query, which may hold personal data
    logging.getLogger("uvicorn.access").disabled = True
