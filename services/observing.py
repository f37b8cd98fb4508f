"""What somebody outside may be told of questions: their names, what answered, and how long it took; never what was asked or answered."""

from typing import Protocol


class Observe(Protocol):
    """Called in the thread that asked; must not raise."""

    def __call__(self, question: str, engine: str, seconds: float, ended: int | None = None, /) -> None:
        """A question's name, the engine's, the seconds it took, and when it ended, in nanoseconds since 1970; None: just now."""
        ...


STORED = "stored"
"""In place of an engine's name where a part brought the answer along."""


def ignore(_question: str, _engine: str, _seconds: float, _ended: int | None = None, /) -> None:
    """Tells nobody."""
