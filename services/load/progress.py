"""How long work tells how far it is; the bar on a terminal is the command line's business."""

from typing import Protocol


class Progress(Protocol):
    """Told of rows read; every method is cheap and may be called from another thread."""

    def expect(self, name: str, rows: int) -> None:
        """A file of that name and of about so many rows comes next."""

    def advance(self, rows: int) -> None:
        """So many more rows are done."""

    def finish(self) -> None:
        """The file that came last is done."""


class Silence:
    """Progress that nobody watches."""

    def expect(self, name: str, rows: int) -> None:
        """Says nothing."""

    def advance(self, rows: int) -> None:
        """Says nothing."""

    def finish(self) -> None:
        """Says nothing."""
