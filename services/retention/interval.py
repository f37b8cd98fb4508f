"""How sure a score is, and how it compares: the 95 % Wilson interval and the indicator."""

from dataclasses import dataclass
from math import sqrt

from domain.measures import Indicator

Z = 1.959963984540054
"""The normal quantile of 97.5 %."""


@dataclass(frozen=True, slots=True)
class Interval:
    """The ends of a 95 % confidence interval, 0..1."""

    low: float
    high: float


def wilson(retained: int, eligible: int) -> Interval:
    """The Wilson score interval of retained of eligible (> 0) accounts, without continuity correction.

    low is 0 where nobody is retained and high is 1 where everybody is, whatever the arithmetic leaves over.
    """
    score, square = retained / eligible, Z * Z
    middle = score + square / (2 * eligible)
    spread = Z * sqrt(score * (1 - score) / eligible + square / (4 * eligible * eligible))
    scale = 1 + square / eligible
    low = 0.0 if retained == 0 else (middle - spread) / scale
    high = 1.0 if retained == eligible else (middle + spread) / scale
    return Interval(low, high)


def compare_scores(retained: int, eligible: int, other_retained: int, other_eligible: int) -> Indicator:
    """GOOD where retained / eligible is above the other fraction, BAD below, NEUTRAL where equal; exact."""
    own, other = retained * other_eligible, other_retained * eligible
    if own == other:
        return Indicator.NEUTRAL
    return Indicator.GOOD if own > other else Indicator.BAD
