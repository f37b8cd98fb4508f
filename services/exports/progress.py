"""How far an export is, told by the thread that writes it to the loop that answers for it, and the word to stop the other way."""

from threading import Event


class StoppedError(Exception):
    """Writing was told to stop; nothing is wrong."""


class WritingProgress:
    """Of one attempt: rows so far and all rows, None while not known."""

    def __init__(self) -> None:
        self.done = 0
        self.total: int | None = None
        self._stop = Event()

    def tell(self, done: int, total: int | None) -> None:
        """Notes how far the writing is; StoppedError where it is to stop."""
        self.done, self.total = done, total
        if self._stop.is_set():
            raise StoppedError

    def stop(self) -> None:
        """Makes the next `tell` stop the writing."""
        self._stop.set()
