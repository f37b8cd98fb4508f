"""Ratios of the customers page, computed once, from integers."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Growth:
    """Change against the month before and against the first month of the range, as ratios; None where that was 0."""

    from_previous: float | None
    from_start: float | None


NO_GROWTH = Growth(None, None)
"""Of a flow in a month that has not ended: it cannot be compared with whole months."""


def ratio(part: int, whole: int) -> float | None:
    """part / whole, None where the whole is 0."""
    return None if whole == 0 else part / whole


def growth(now: int, previous: int, start: int) -> Growth:
    """How a number grew: (now - previous) / previous and (now - start) / start."""
    return Growth(ratio(now - previous, previous), ratio(now - start, start))
