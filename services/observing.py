"""What somebody outside may be told of questions: their names, what answered, and how long it took; never what was asked or answered."""

from collections.abc import Callable

Observe = Callable[[str, str, float], None]
"""Called in the thread that asked, with the question's name, the engine's and the seconds it took; must not raise."""
STORED = "stored"
"""In place of an engine's name where a part brought the answer along."""


def ignore(_question: str, _engine: str, _seconds: float) -> None:
    """Tells nobody."""
