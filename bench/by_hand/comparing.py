"""Two answers to one question, brought to the same numbers so that they can be compared."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True)
class Compared:
    """What we answer and what is answered by hand, as lists of like values."""

    name: str
    ours: tuple[Any, ...]
    by_hand: tuple[Any, ...]

    @property
    def equal(self) -> bool:
        """Whether both are the same."""
        return self.ours == self.by_hand


def compare(name: str, ours: Iterable[Any], by_hand: Iterable[Any]) -> Compared:
    """Both as tuples, ratios rounded to twelve digits: their last bits depend on the engine."""
    return Compared(name, tuple(_rounded(each) for each in ours), tuple(_rounded(each) for each in by_hand))


def micro(value: Decimal) -> int:
    """Hours or money as millionths."""
    return int(value.scaleb(6))


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 12)
    return tuple(_rounded(each) for each in value) if isinstance(value, tuple | list) else value
