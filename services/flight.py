"""Things that are made once, however many ask for them at the same time."""

from collections.abc import Callable, Hashable
from concurrent.futures import Future
from threading import Lock
from typing import TypeVar

Made = TypeVar("Made")


class Flight(dict[Hashable, "Future[Made]"]):
    """Makes each thing once: whoever asks for one that is being made waits for it; a failure is not kept."""

    def __init__(self) -> None:
        super().__init__()
        self._lock = Lock()

    def take(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """The thing of a key, made by the first who asks."""
        with self._lock:
            future = self.get(key)
            first = future is None
            if future is None:
                future = self[key] = Future()
        if first:
            try:
                future.set_result(make())
            except BaseException as error:
                with self._lock:
                    self.pop(key, None)
                future.set_exception(error)
                raise
        return future.result()
