"""Things that are made once, however many ask for them at the same time."""

from collections.abc import Callable, Hashable
from concurrent.futures import Future
from threading import Event, Lock
from typing import TypeVar

from db.interruption import Work, current_work, working_for
from domain.errors import StoppedError

Made = TypeVar("Made")


class Flight(dict[Hashable, "Future[Made]"]):
    """Makes each thing once: whoever asks for one that is being made waits for it; a failure is not kept.

    The making is stopped when everybody who waits for it has been, not when the one has who began it.
    """

    def __init__(self) -> None:
        super().__init__()
        self._lock = Lock()
        self._making: dict[Future[Made], Work] = {}

    def take(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """The thing of a key, made by the first who asks. StoppedError where the asker's own work is stopped."""
        while True:
            try:
                future = self.get(key)
                if future is not None and future.done():
                    return future.result()
                return self._join(key, make)
            except StoppedError:
                asker = current_work()
                if asker is not None and asker.stopped:
                    raise
                # it was made for others, who gave up in the moment in which this one came

    def _join(self, key: Hashable, make: Callable[[], Made]) -> Made:
        asker = current_work()
        if asker is not None:
            asker.check()
        with self._lock:
            future = self.get(key)
            first = future is None
            if future is None:
                future = self[key] = Future()
                self._making[future] = Work()
            work = self._making.get(future)
            if work is None:  # it was made just now
                return future.result()
            work.await_with(asker)
        try:
            if first:
                with working_for(work):
                    self._make(key, future, make)
            else:
                _wait(future, asker)
            return future.result()
        finally:
            work.leave(asker)

    def _make(self, key: Hashable, future: "Future[Made]", make: Callable[[], Made]) -> None:
        try:
            made = make()
        except BaseException as error:
            with self._lock:
                self.pop(key, None)
                del self._making[future]
                future.set_exception(error)
            raise
        with self._lock:
            del self._making[future]
            future.set_result(made)


def _wait(future: "Future[Made]", asker: Work | None) -> None:
    """Until the thing is made, or the asker gives up: then StoppedError, so that its thread is free."""
    if asker is None or future.done():
        return
    ended = Event()
    future.add_done_callback(lambda _: ended.set())
    asker.alarm(ended.set)
    ended.wait()
    if not future.done():
        asker.check()
