"""The end of a serving process: running requests finish, new ones are sent elsewhere, and only then does the server stop."""

import asyncio
import logging
import multiprocessing
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from types import FrameType

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.refusals import HttpRefusalError, refuse

_log = logging.getLogger("holdfast.server")
_SIGNALS = (signal.SIGTERM, signal.SIGINT)
_WATCHING = frozenset({"/healthz", "/readyz", "/metrics"})
_ENDING = HttpRefusalError(
    503, "this process is ending; ask again", "RATE_LIMITED", {"connection": "close", "retry-after": "1"}
)


class Turnstile:
    """Wraps an application: counts the requests that run, and lets in no more once it is shut.

    `closing` is set as soon as the process is to end: what never ends by itself, like a stream of events, ends then.
    """

    def __init__(self, application: ASGIApp, closing: asyncio.Event) -> None:
        self._application = application
        self._idle = asyncio.Event()
        self._idle.set()
        self.closing = closing
        self.shut = False
        self.running = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] in _WATCHING:
            await self._application(scope, receive, send)
            return
        if self.shut:
            await refuse(_ENDING)(scope, receive, send)
            return
        self.running += 1
        try:
            await self._application(scope, receive, self._closing_send(send) if self.closing.is_set() else send)
        finally:
            self.running -= 1
            if self.running == 0 and self.closing.is_set():
                self._idle.set()

    def _closing_send(self, send: Send) -> Send:
        async def send_last(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], (b"connection", b"close")]
            await send(message)

        return send_last

    async def drain(self, notice: float, patience: float) -> None:
        """Tells that the process ends, after `notice` seconds lets in no more, then waits for what runs, `patience` seconds at most."""
        self.closing.set()
        await asyncio.sleep(notice)
        self.shut = True
        if self.running:
            self._idle.clear()
            _log.info("ending: %d requests are running, at most %g seconds more", self.running, patience)
        try:
            await asyncio.wait_for(self._idle.wait(), patience)
        except TimeoutError:
            _log.warning("ending: %d requests are given up after %g seconds", self.running, patience)


class _Ending:
    """What a signal to end does first: it drains the turnstile, and only then is the server's own handler called."""

    def __init__(self, turnstile: Turnstile, notice: float, patience: float) -> None:
        self._turnstile, self._notice, self._patience = turnstile, notice, patience
        self._loop = asyncio.get_running_loop()
        self._tasks: list[asyncio.Task[None]] = []
        self.servers = {number: signal.getsignal(number) for number in _SIGNALS}

    def begin(self, number: int, frame: FrameType | None) -> None:
        """The handler of the signals; the second signal goes straight to the server."""
        server = self.servers[signal.Signals(number)]
        assert callable(server)
        stop = partial(server, number, frame)
        if self._turnstile.closing.is_set():
            stop()
            return
        self._loop.call_soon_threadsafe(lambda: self._tasks.append(self._loop.create_task(self._drain(stop))))

    async def _drain(self, stop: Callable[[], object]) -> None:
        try:
            await self._turnstile.drain(self._notice, self._patience)
        finally:
            stop()


@contextmanager
def ending_with_starter(workers: int) -> Iterator[None]:
    """While it lasts, one of several processes ends as on a signal when the process that started them is gone, however that went.

    Else it would go on to hold the port, and nobody could start the service again.
    """
    starter = multiprocessing.parent_process()
    if starter is None or workers < 2:
        yield
        return
    loop, sentinel = asyncio.get_running_loop(), starter.sentinel

    def end() -> None:
        loop.remove_reader(sentinel)
        _log.warning("the process that started this one is gone; ending")
        signal.raise_signal(signal.SIGTERM)

    loop.add_reader(sentinel, end)
    try:
        yield
    finally:
        loop.remove_reader(sentinel)


@contextmanager
def draining_on_signals(turnstile: Turnstile, notice: float, patience: float) -> Iterator[None]:
    """While it lasts, a signal to end drains the turnstile before the server hears of it; a second one is passed on at once."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    ending = _Ending(turnstile, notice, patience)
    handled = {number: server for number, server in ending.servers.items() if callable(server)}
    for number in handled:
        signal.signal(number, ending.begin)
    try:
        yield
    finally:
        for number, server in handled.items():
            signal.signal(number, server)
