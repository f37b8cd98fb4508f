"""Log lines: their form, and that one turn of the event loop writes once."""

import asyncio
import io
import logging
import sys
import time
from collections.abc import Iterator

import orjson
import pytest

from app.escaping import printable
from app.facts import RequestFacts
from app.logs import JsonLines, Lines, TurnHandler, log_request


class Writes(io.StringIO):
    """A stream that notes each write."""

    def __init__(self) -> None:
        super().__init__()
        self.written: list[str] = []

    def write(self, text: str) -> int:
        """Notes it."""
        self.written.append(text)
        return len(text)


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[logging.Logger, Writes]]:
    """A logger of its own, and what it writes."""
    stream = Writes()
    monkeypatch.setattr("sys.stderr", stream)
    handler = TurnHandler()
    handler.setFormatter(logging.Formatter("%(levelname)s %(message)s"))
    logger = logging.getLogger("tests.logs")
    logger.addHandler(handler)
    logger.propagate = False
    yield logger, stream
    logger.removeHandler(handler)


def test_outside_of_an_event_loop_each_line_is_written_at_once(log: tuple[logging.Logger, Writes]) -> None:
    logger, stream = log
    logger.warning("one")
    logger.error("two %s", "words")
    assert stream.written == ["WARNING one\n", "ERROR two words\n"]


def test_what_one_turn_of_an_event_loop_tells_is_written_together(log: tuple[logging.Logger, Writes]) -> None:
    logger, stream = log

    async def tell() -> None:
        logger.warning("one")
        logger.warning("two")
        assert stream.written == []
        await asyncio.sleep(0)
        assert stream.written == ["WARNING one\nWARNING two\n"]
        logger.warning("three")
        await asyncio.to_thread(logger.warning, "four")

    asyncio.run(tell())
    assert "".join(stream.written) == "WARNING one\nWARNING two\nWARNING three\nWARNING four\n"


def test_what_waits_is_written_at_the_end_and_only_once(log: tuple[logging.Logger, Writes]) -> None:
    logger, stream = log

    async def tell() -> None:
        logger.warning("last words")
        logger.handlers[0].flush()
        assert stream.written == ["WARNING last words\n"]
        await asyncio.sleep(0)

    asyncio.run(tell())
    assert stream.written == ["WARNING last words\n"]


def test_a_line_is_written_as_the_standard_library_would() -> None:
    for moment in (1_700_000_000.25, 1_700_000_000.5, 1_700_000_061.007):
        record = logging.LogRecord("name", logging.INFO, "", 0, "%d lines", (3,), None)
        record.created, record.msecs = moment, moment * 1000 % 1000
        expected = logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s").format(record)
        assert Lines().format(record) == expected


@pytest.fixture
def requests() -> Iterator[logging.Logger]:
    """The logger of requests, and its level as it was afterwards."""
    logger = logging.getLogger("holdfast.access")
    level = logger.level
    yield logger
    logger.setLevel(level)


def facts_of(path: str) -> RequestFacts:
    facts = RequestFacts("1f", "POST", printable(path))
    facts.status, facts.milliseconds, facts.operation, facts.publisher = 200, 0.3, "Page", "acme"
    return facts


def test_a_request_is_logged_the_same_with_and_without_a_record(
    monkeypatch: pytest.MonkeyPatch, requests: logging.Logger
) -> None:
    stream = Writes()
    monkeypatch.setattr("sys.stderr", stream)
    monkeypatch.setattr("time.time", lambda: 1_700_000_000.25)
    handler = TurnHandler()
    requests.setLevel(logging.INFO)
    for handlers in ([handler], [handler, logging.NullHandler()]):
        monkeypatch.setattr(logging.root, "handlers", handlers)
        log_request(facts_of("/graphql"))
    at = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(1_700_000_000))
    assert stream.written == [f"{at},250 INFO holdfast.access: POST /graphql 200 0.3 ms 1f\n"] * 2
    requests.setLevel(logging.WARNING)
    monkeypatch.setattr(logging.root, "handlers", [handler])
    log_request(facts_of("/graphql"))
    assert len(stream.written) == 2


def test_a_request_is_an_object_of_its_own_in_json(monkeypatch: pytest.MonkeyPatch, requests: logging.Logger) -> None:
    stream = Writes()
    monkeypatch.setattr("sys.stderr", stream)
    monkeypatch.setattr("time.time", lambda: 1_700_000_000.25)
    handler = TurnHandler(JsonLines())
    requests.setLevel(logging.INFO)
    for handlers in ([handler], [handler, logging.NullHandler()]):
        monkeypatch.setattr(logging.root, "handlers", handlers)
        log_request(facts_of("/graphql"))
    expected = {
        "time": "2023-11-14T22:13:20.250Z",
        "level": "INFO",
        "logger": "holdfast.access",
        "request": "1f",
        "method": "POST",
        "path": "/graphql",
        "status": 200,
        "milliseconds": 0.3,
        "operation": "Page",
        "publisher": "acme",
    }
    assert [orjson.loads(line) for line in stream.written] == [expected] * 2
    assert [line.count("\n") for line in stream.written] == [1, 1]


@pytest.mark.parametrize("lines", [Lines(), JsonLines()])
@pytest.mark.parametrize("sign", ["\n", "\r", "\x1b[31m", "\x7f", "\u0085", "\u2028", "\ud800"])
def test_what_others_sent_begins_no_line(lines: Lines | JsonLines, sign: str) -> None:
    record = logging.LogRecord("name", logging.INFO, "", 0, "got %s here", (f"a{sign}b",), None)
    for line in (lines.format(record), lines.write_request(0.0, facts_of(f"/a{sign}b"))):
        shown = orjson.loads(line) if isinstance(lines, JsonLines) else {"message": line}
        assert all(str(value).isprintable() for value in shown.values())
        assert line.isprintable()
        assert sign.encode("unicode_escape").decode() in str(shown)


def test_the_text_of_an_error_begins_no_line() -> None:
    try:
        raise ValueError("broken\n2026-01-01 00:00:00,000 INFO holdfast.access: GET /forged 200")
    except ValueError:
        record = logging.LogRecord("name", logging.ERROR, "", 0, "failed", (), sys.exc_info())
    first, *others = Lines().format(record).splitlines()
    assert first.endswith("ERROR name: failed")
    assert len(others) == 5
    assert all(line.startswith("    ") for line in others)
    told = orjson.loads(JsonLines().format(record))
    assert told["message"] == "failed"
    assert told["stack"].splitlines()[0] == "Traceback (most recent call last):"
    assert "\n" not in JsonLines().format(record)
