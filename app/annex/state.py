"""What an annex holds and does now, as the metrics of its serving process tell it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class State:
    """Slices asked for, made, and their bytes; questions that wait and that are being answered."""

    taken: int = 0
    made: int = 0
    held: int = 0
    waiting: int = 0
    busy: int = 0
