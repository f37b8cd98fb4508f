"""How far an export is, told by the thread that writes it to the loop that answers for it, and the word to stop the other way."""

from db.interruption import Work


class WritingProgress:
    """Of one attempt: rows so far and all rows, None while not known; `work` is what its queries run for."""

    def __init__(self) -> None:
        self.done = 0
        self.total: int | None = None
        self.work = Work()

    def tell(self, done: int, total: int | None) -> None:
        """Notes how far the writing is; StoppedError where it is to stop."""
        self.done, self.total = done, total
        self.work.check()

    def stop(self) -> None:
        """Interrupts its query and makes the next one, or the next `tell`, stop the writing; a query that just begins may miss it."""
        self.work.stop()
