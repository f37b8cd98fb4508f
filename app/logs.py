"""Logs: one line an event on standard error, as text or as JSON, with time, level and what it is about."""

import asyncio
import logging
import sys
import time
from functools import lru_cache
from typing import Any

import orjson
from typing_extensions import override

from app.escaping import printable
from app.facts import RequestFacts

_requests = logging.getLogger("holdfast.access")
_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


@lru_cache(maxsize=1)
def _write_second(second: int) -> str:
    return time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(second))


@lru_cache(maxsize=1)
def _write_utc_second(second: int) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(second))


class Lines(logging.Formatter):
    """Text: the default format, with the time worked out once a second; what others sent cannot begin a line of its own."""

    def __init__(self) -> None:
        super().__init__(_FORMAT)

    @override
    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:
        return f"{_write_second(int(record.created))},{int(record.msecs):03d}"

    @override
    def formatMessage(self, record: logging.LogRecord) -> str:
        record.message = printable(record.message)
        return super().formatMessage(record)

    @override
    def formatException(self, ei: Any) -> str:
        # set in: the text of an error may hold line breaks of somebody's own
        return "\n".join(f"    {line}" for line in super().formatException(ei).splitlines())

    def write_request(self, at: float, facts: RequestFacts) -> str:
        """The line of a request that ended at a moment."""
        moment = f"{_write_second(int(at))},{int(at % 1 * 1000):03d}"
        return f"{moment} INFO {_requests.name}: {describe_request(facts)}"


class JsonLines(logging.Formatter):
    """JSON: an object a line, times in UTC; stacks are a text of theirs."""

    @override
    def format(self, record: logging.LogRecord) -> str:
        facts = getattr(record, "facts", None)
        told: dict[str, Any] = {
            "time": _write_utc(record.created),
            "level": record.levelname,
            "logger": record.name,
            **(_list_facts(facts) if facts else {"message": printable(record.getMessage())}),
        }
        if record.exc_info:
            stack = self.formatException(record.exc_info)
            told["stack"] = stack.encode(errors="backslashreplace").decode()
        return orjson.dumps(told).decode()

    def write_request(self, at: float, facts: RequestFacts) -> str:
        """The line of a request that ended at a moment."""
        told = {"time": _write_utc(at), "level": "INFO", "logger": _requests.name, **_list_facts(facts)}
        return orjson.dumps(told).decode()


def _write_utc(at: float) -> str:
    return f"{_write_utc_second(int(at))}.{int(at % 1 * 1000):03d}Z"


def describe_request(facts: RequestFacts) -> str:
    """A request in words, without when it was."""
    return f"{facts.method} {facts.path} {facts.status} {facts.milliseconds:.1f} ms {facts.request_id}"


def _list_facts(facts: RequestFacts) -> dict[str, Any]:
    return {
        "request": facts.request_id,
        "method": facts.method,
        "path": facts.path,
        "status": facts.status,
        "milliseconds": round(facts.milliseconds, 3),
        "operation": facts.operation,
        "publisher": facts.publisher,
    }


class TurnHandler(logging.StreamHandler):  # type: ignore[type-arg]
    """Writes what one turn of the event loop tells together: a write for each line took a third of an answer from memory."""

    def __init__(self, lines: Lines | JsonLines | None = None) -> None:
        super().__init__(sys.stderr)
        self.lines = lines or Lines()
        self.setFormatter(self.lines)
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


def log_request(facts: RequestFacts) -> None:
    """Logs a request; where the program's own handler is the only one, without a record, which would take as long as finding the answer."""
    handlers = logging.root.handlers
    if len(handlers) == 1 and isinstance(handlers[0], TurnHandler) and _requests.isEnabledFor(logging.INFO):
        handlers[0].tell(handlers[0].lines.write_request(time.time(), facts))
    else:
        _requests.info("%s", describe_request(facts), extra={"facts": facts})


def configure_logs(form: str = "text") -> None:
    """Sends the logs of the program and its server to standard error as `text` or `json`; requests are logged by the program alone."""
    # what no line shows is not found out: the caller alone would take longer than the rest of a line
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    logging._srcfile = None  # the documented switch of the caller's name
    root = logging.getLogger()
    root.handlers[:] = [TurnHandler(JsonLines() if form == "json" else Lines())]
    root.setLevel(logging.WARNING)
    logging.getLogger("holdfast").setLevel(logging.INFO)
    logging.getLogger("uvicorn.error").setLevel(logging.INFO)
    # the server's own line of a request would show its query, which may hold personal data
    logging.getLogger("uvicorn.access").disabled = True
