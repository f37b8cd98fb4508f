"""The days of a publisher's history, counted from its first, and how demand is spread over them."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

# Where reports begin inside the window of retention, many accounts were there before them.
BACKLOG_MONTHS, BACKLOG_DAYS, BACKLOG_WEIGHT = 18, 10, 12.0


@dataclass(frozen=True, slots=True)
class Timeline:
    """Days `first` to `last`, both included; a day elsewhere is its number from 0."""

    first: date
    last: date

    @property
    def length(self) -> int:
        """The number of days."""
        return (self.last - self.first).days + 1

    @property
    def end(self) -> int:
        """The number of the last day."""
        return self.length - 1

    def date_of(self, day: int) -> date:
        """The date of a day, also beyond the end."""
        return self.first + timedelta(days=day)

    def text_of(self, day: int) -> str:
        """The date of a day as `yyyy-MM-dd`."""
        return self.date_of(day).isoformat()

    def dates(self) -> npt.NDArray[np.datetime64]:
        """The dates of all days."""
        return np.datetime64(self.first, "D") + np.arange(self.length)

    def months(self) -> Ints:
        """The month of each day, counted in months from 1970."""
        return self.dates().astype("datetime64[M]").astype(np.int64)

    def weekends(self) -> Flags:
        """Whether each day is a Saturday or Sunday."""
        return (self.dates().astype(np.int64) + 3) % 7 >= 5


def open_timeline(as_of: date, months: int) -> Timeline:
    """The calendar months before that of `as_of`, `months` of them, and on to `as_of`."""
    month = as_of.year * 12 + as_of.month - 1 - months
    return Timeline(date(month // 12, month % 12 + 1, 1), as_of)


def weigh_arrivals(timeline: Timeline, growth: float, months: int) -> Floats:
    """The share of new accounts that arrives on each day; they add up to 1."""
    ramp = np.linspace(1.0, growth, timeline.length)
    season = 1.0 + 0.18 * np.sin(timeline.months() * 1.1)
    weights = ramp * season * np.where(timeline.weekends(), 0.45, 1.0)
    if months < BACKLOG_MONTHS:
        weights[:BACKLOG_DAYS] *= BACKLOG_WEIGHT
    return np.asarray(weights / weights.sum(), dtype=np.float64)


def weigh_activity(timeline: Timeline) -> Floats:
    """How busy each day is, 1 being usual: quiet in August and around the turn of the year."""
    months = timeline.months() % 12
    years = timeline.dates().astype("datetime64[Y]")
    days_of_year = (timeline.dates() - years.astype("datetime64[D]")).astype(np.int64)
    quiet = np.where(months == 7, 0.88, 1.0)
    return np.where((days_of_year >= 357) | (days_of_year <= 1), 0.7, quiet)
