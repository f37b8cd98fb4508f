"""Tells the streams of a serving process that it is to end: the server itself waits for them, and would wait for ever."""

import signal
import threading
from asyncio import Event, get_running_loop
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_SIGNALS = (signal.SIGTERM, signal.SIGINT)


@contextmanager
def telling(closing: Event) -> Iterator[None]:
    """Sets the event with the first signal to end, before whoever handled the signal so far; only the main thread hears signals."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    loop = get_running_loop()
    before = {number: signal.getsignal(number) for number in _SIGNALS}

    def tell(number: int, frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(closing.set)
        known = before[signal.Signals(number)]
        if callable(known):
            known(number, frame)

    for number in _SIGNALS:
        signal.signal(number, tell)
    try:
        yield
    finally:
        for number, known in before.items():
            signal.signal(number, known)
