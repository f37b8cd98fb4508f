"""The days that retention speaks of: the window of 18 months, the base within it, and one step back."""

from dataclasses import dataclass

from domain.calendar import months_before
from domain.measures import FLOOR_DAYS, WINDOW_MONTHS, Granularity


@dataclass(frozen=True, slots=True)
class BaseWindow:
    """Day numbers: first uses in first..last, both included, make the base on as_of."""

    as_of: int
    first: int
    last: int

    def holds(self, day: int | None) -> bool:
        """Whether a day lies in the window; an unknown one does not."""
        return day is not None and self.first <= day <= self.last


def base_window(as_of: int) -> BaseWindow:
    """From 18 calendar months before as_of, clamped to the month's end, to 45 days before it."""
    return BaseWindow(as_of, months_before(as_of, WINDOW_MONTHS), as_of - FLOOR_DAYS)


def step_back(as_of: int, granularity: Granularity) -> int:
    """as_of one step ago: 1 day, 7 days or 1 calendar month."""
    return months_before(as_of, 1) if granularity is Granularity.MONTH else as_of - granularity.days


def window_parameters(as_of: int, granularity: Granularity) -> dict[str, int]:
    """The parameters of every question over periods: as_of, the base's first and last day, the days of a period."""
    window = base_window(as_of)
    return {"as_of": as_of, "base_from": window.first, "base_to": window.last, "days": granularity.days}
