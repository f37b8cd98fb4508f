"""The month range of the customers page."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from domain.calendar import date_of, first_date, last_day, month_number, month_of
from domain.errors import BadInputError
from domain.measures import RangePreset

LONGEST = 120
"""Months in the longest range."""
DEFAULT_PRESET = RangePreset.LAST_6_MONTHS
_PRESET_MONTHS = {RangePreset.LAST_3_MONTHS: 3, RangePreset.LAST_6_MONTHS: 6, RangePreset.LAST_12_MONTHS: 12}


@dataclass(frozen=True, slots=True)
class MonthSpan:
    """Any two days; each stands for its month."""

    from_: date
    to: date


@dataclass(frozen=True, slots=True)
class MonthRange:
    """Exactly one of a preset and a span."""

    preset: RangePreset | None = None
    months: MonthSpan | None = None


@dataclass(frozen=True, slots=True)
class Months:
    """A resolved range: month numbers first..last, both included, with the as_of it was resolved for."""

    first: int
    last: int
    as_of: int

    def __iter__(self) -> Iterator[int]:
        return iter(range(self.first, self.last + 1))

    def __len__(self) -> int:
        return self.last - self.first + 1

    @property
    def end(self) -> int:
        """The range's last day: the end of its last month, or as_of where that month is not finished."""
        return min(last_day(self.last), self.as_of)

    def partial(self, month: int) -> bool:
        """Whether as_of has not finished this month."""
        return last_day(month) > self.as_of


def resolve_range(chosen: MonthRange | None, as_of: int) -> Months:
    """The months of a range at as_of (a day number); the default preset where none is chosen.

    Raises BadInputError where from is after to (also after `to` was cut to the month of as_of) or the range is longer than 120 months.
    """
    current = month_of(as_of)
    if chosen is None or chosen.months is None:
        preset = (chosen.preset if chosen else None) or DEFAULT_PRESET
        return Months(current - _PRESET_MONTHS[preset], current, as_of)
    first, last = month_number(chosen.months.from_), min(month_number(chosen.months.to), current)
    if first > month_number(chosen.months.to):
        raise BadInputError(f"range: from {chosen.months.from_} is after to {chosen.months.to}; give from <= to")
    if first > last:
        raise BadInputError(
            f"range: from {chosen.months.from_} is after {first_date(current):%Y-%m}, the month of as_of {date_of(as_of)}; "
            "give an earlier month"
        )
    if last - first + 1 > LONGEST:
        raise BadInputError(f"range: {last - first + 1} months; a range has at most {LONGEST}")
    return Months(first, last, as_of)
