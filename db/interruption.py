"""What is being done for somebody, so that its queries can be stopped once nobody waits for them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from threading import RLock
from typing import Protocol

import duckdb

from domain.errors import StoppedError

_LOCK = RLock()
"""Of all work: it is held for moments only, and work that is shared changes together with those who wait for it."""


class InterruptedQueryError(Exception):
    """An engine says that a query was stopped, which asked for that."""


class Interruptible(Protocol):
    """A query that runs, or may."""

    def interrupt(self) -> None:
        """Stops it, from any thread."""


class Work:
    """The running queries of one request, or of one thing that several requests wait for."""

    def __init__(self) -> None:
        self._cursors: set[Interruptible] = set()
        self._awaited: list[Work] = []
        self._waiting: list[Work | None] = []
        self._alarms: list[Callable[[], None]] = []
        self.stopped = False

    @contextmanager
    def running(self, cursor: Interruptible) -> Iterator[None]:
        """Around the calls of a cursor; StoppedError where the work was stopped before or meanwhile."""
        with _LOCK:
            self.check()
            self._cursors.add(cursor)
        try:
            yield
        except (duckdb.InterruptException, InterruptedQueryError):
            raise StoppedError(_STOPPED) from None
        finally:
            with _LOCK:
                self._cursors.discard(cursor)

    @property
    def busy(self) -> bool:
        """Whether a query of its own runs now."""
        return bool(self._cursors)

    def await_with(self, waiter: "Work | None") -> None:
        """Somebody else waits for this work too; None is somebody who never gives up."""
        with _LOCK:
            self._waiting.append(waiter)
            if waiter is not None:
                waiter._awaited.append(self)
                if self._forsaken:  # it was stopped just now
                    self.stop()

    def leave(self, waiter: "Work | None") -> None:
        """Somebody waits no longer; the last one to leave stops what still runs."""
        with _LOCK:
            self._waiting.remove(waiter)
            if waiter is not None:
                waiter._awaited.remove(self)
            if self._forsaken:
                self.stop()

    def alarm(self, ring: Callable[[], None]) -> None:
        """Calls a function once the work is stopped, at once where it is already."""
        with _LOCK:
            self._alarms.append(ring)
            if self.stopped:
                ring()

    def stop(self) -> bool:
        """Interrupts its queries, and those of what it alone waits for; whether any ran, which may have missed it: then say it again."""
        with _LOCK:
            first, self.stopped = not self.stopped, True
            if first:
                for ring in self._alarms:
                    ring()
            for cursor in self._cursors:
                cursor.interrupt()
            return any([self.busy, *(each.stop() for each in self._awaited if each._forsaken)])

    @property
    def _forsaken(self) -> bool:
        return all(each is not None and each.stopped for each in self._waiting)

    def check(self) -> None:
        """StoppedError where it was stopped."""
        if self.stopped:
            raise StoppedError(_STOPPED)


_STOPPED = "stopped: nobody waits for the answer any more; ask again"
_CURRENT: ContextVar[Work | None] = ContextVar("work", default=None)


def current_work() -> Work | None:
    """What the caller works for; None where nobody gives up, as in commands."""
    return _CURRENT.get()


@contextmanager
def working_for(work: Work | None) -> Iterator[None]:
    """Everything below, in threads that take the context along too, is done for this."""
    token = _CURRENT.set(work)
    try:
        yield
    finally:
        _CURRENT.reset(token)
