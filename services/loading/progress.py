"""How far a load is, told by the thread that makes it and read by who renews its lease."""


class LoadProgress:
    """Counts rows of one file after another, of so many files."""

    def __init__(self, files: int) -> None:
        self._files = max(files, 1)
        self._ended = self._expected = self._done = 0
        self.rows = 0

    @property
    def share(self) -> float:
        """A fraction 0..1: files that are done, and the part of the one that is read."""
        part = min(self._done / self._expected, 1.0) if self._expected else 0.0
        return min((self._ended + part) / self._files, 1.0)

    def expect(self, _name: str, rows: int, /) -> None:
        """A file of about so many rows comes next."""
        self._expected, self._done = rows, 0

    def advance(self, rows: int) -> None:
        """So many more rows are done."""
        self._done += rows
        self.rows += rows

    def finish(self) -> None:
        """The file that came last is done."""
        self._ended += 1
        self._expected = self._done = 0
