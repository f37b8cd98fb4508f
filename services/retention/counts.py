"""The counts behind a curve: eligible and retained accounts and revenue of every offer and period."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from domain.filters import Segment
from domain.measures import Granularity
from services.questions import Question, named
from services.retention.slice import open_early, open_slice
from services.retention.window import window_parameters
from services.slice import Slice
from services.view import View

_CURVE = Question.load(__file__, "curve.sql")
CURVE = _CURVE.written(days="account_days")
_EARLY_CURVE = _CURVE.written("early", days="(select *, cast(null as integer) as next_n from early_periods) as early")
"""The same up to the horizon: each row is a period of its own, whatever follows it."""

_POOL_OF_DAYS, _POOL_OF_PERIODS, _POOL_OF_WHOLE = (
    Question.load(__file__, f"pool_of_{name}.sql") for name in ("days", "periods", "whole")
)

Counts = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class CurveCounts:
    """Arrays of offers x periods (row = `rows[offer]`); 0 past an offer's last period. Revenue in millionths.

    Retained and revenue may end earlier than eligible, after the periods that were asked for.
    """

    rows: Mapping[int, int]
    eligible: Counts
    retained: Counts
    revenue: Counts

    def of(self, offer: int) -> tuple[list[int], list[int], list[int]]:
        """Eligible, retained and revenue of an offer by period, up to its last period with eligible accounts."""
        row = self.rows.get(offer)
        if row is None:
            return [], [], []
        length = int(np.count_nonzero(self.eligible[row]))
        return (
            self.eligible[row, :length].tolist(),
            self.retained[row, :length].tolist(),
            self.revenue[row, :length].tolist(),
        )

    def at(self, offer: int, period: int) -> tuple[int, int]:
        """Eligible and retained accounts of an offer in a period that was asked for; 0, 0 where there are none."""
        row = self.rows.get(offer)
        if row is None or period >= self.eligible.shape[1]:
            return 0, 0
        return int(self.eligible[row, period]), int(self.retained[row, period])

    def up_to(self, period: int) -> "CurveCounts":
        """The same with retained and revenue up to a period alone."""
        known = period + 1
        return replace(self, retained=self.retained[:, :known], revenue=self.revenue[:, :known])

    def pooled(self, offers: Iterable[int]) -> tuple[list[int], list[int]]:
        """Sums of eligible and of retained over some offers, by period."""
        rows = [self.rows[offer] for offer in offers if offer in self.rows]
        return self.eligible[rows].sum(axis=0).tolist(), self.retained[rows].sum(axis=0).tolist()


def is_early(segment: Segment, granularity: Granularity, last_period: int | None) -> bool:
    """Whether the early periods alone answer up to one (None: up to the last); the part itself knows all beforehand."""
    return not segment.empty and last_period is not None and last_period <= granularity.horizon


def count_up_to(
    view: View, offer: int, granularity: Granularity, segment: Segment, last_period: int | None
) -> CurveCounts:
    """The counts of an offer (key) in a segment, at least up to a period (None: the last)."""
    if not is_early(segment, granularity, last_period):
        return read_counts(open_slice(view, segment, offer), view.as_of, granularity)
    source = open_early(view, segment, offer, granularity)

    def count() -> CurveCounts:
        return _spread(source, _EARLY_CURVE, view.as_of, granularity).up_to(granularity.horizon)

    return source.derive(_EARLY_CURVE.name, count)


def read_counts(source: Slice, as_of: int, granularity: Granularity) -> CurveCounts:
    """The counts of all offers of a slice on as_of (a day number, also an earlier one than the part's)."""
    return source.derive((CURVE.name, as_of, granularity), lambda: _spread(source, CURVE, as_of, granularity))


def pool_early(view: View, offer: int, granularity: Granularity, segment: Segment) -> tuple[list[int], list[int]]:
    """Sums of eligible and of retained over the category of an offer (key) in a segment, by period up to the horizon."""
    source = open_slice(view, segment, offer)
    return source.derive(("pool", granularity), lambda: _pool(source, view.as_of, granularity))


def _pool(source: Slice, as_of: int, granularity: Granularity) -> tuple[list[int], list[int]]:
    window, number = window_parameters(as_of, granularity), granularity.horizon + 1
    base = {name: window[name] for name in ("base_from", "base_to")}
    asked = [(_POOL_OF_WHOLE.written(periods=f"{granularity.value.lower()}s"), named(**base))]
    if granularity.days == 1:
        asked.append((_POOL_OF_DAYS, named(**base, periods=number)))
    else:
        text = _POOL_OF_PERIODS.written(touched=_touched(granularity.days))
        asked.append((text, named(**base, periods=number, days=granularity.days)))
    found = [source.answer(*each) for each in asked]
    first_day, periods = (
        np.concatenate([each[name].to_numpy() for each in found]) for name in ("first_day", "periods")
    )
    eligible: list[int] = []
    retained: list[int] = []
    for n in range(number):
        reached = first_day <= as_of + 1 - (n + 1) * granularity.days
        if not reached.any():
            break
        eligible.append(int(np.count_nonzero(reached)))
        retained.append(int(np.count_nonzero(periods[reached] >> n & 1)))
    return eligible, retained


def _touched(days: int) -> str:
    """Bits of the periods that the days of a month lie in, which begins within the first of them: at most 30 + days - 1 days."""
    last = (30 + days - 1) // days
    full = (1 << days) - 1
    return " | ".join(
        f"case when (days >> {each * days}) & {full} <> 0 then cast(1 as bigint) << (period + {each}) else 0 end"
        for each in range(last + 1)
    )


def _spread(source: Slice, question: Question, as_of: int, granularity: Granularity) -> CurveCounts:
    frame = source.frame(question, **window_parameters(as_of, granularity))
    offer, period = frame["offer"].to_numpy(dtype="int64"), frame["n"].to_numpy(dtype="int64")
    offers, row = np.unique(offer, return_inverse=True)
    shape = (len(offers), int(period.max()) + 1 if len(period) else 0)

    def spread(column: str) -> Counts:
        cells = np.zeros(shape, dtype=np.int64)
        cells[row, period] = frame[column].to_numpy(dtype="int64")
        return cells

    rows = {int(each): index for index, each in enumerate(offers)}
    return CurveCounts(rows, spread("eligible"), spread("retained"), spread("revenue"))
