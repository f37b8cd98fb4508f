"""The counts behind a curve: eligible and retained accounts and revenue of every offer and period."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from domain.measures import Granularity
from services.questions import Question
from services.retention.slice import EARLY_DAYS
from services.retention.window import window_parameters
from services.slices import Slice

_CURVE = Question.load(__file__, "curve.sql")
CURVE = _CURVE.written(days="account_days")
_EARLY_CURVE = _CURVE.written("early", days="(select *, cast(null as integer) as next_n from early_days) as early")
"""The same by day, right up to EARLY_DAYS: each day is a period of its own, whatever follows it."""

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

    def pooled(self, offers: Iterable[int]) -> tuple[list[int], list[int]]:
        """Sums of eligible and of retained over some offers, by period."""
        rows = [self.rows[offer] for offer in offers if offer in self.rows]
        return self.eligible[rows].sum(axis=0).tolist(), self.retained[rows].sum(axis=0).tolist()


def is_early(source: Slice, granularity: Granularity, last_period: int | None) -> bool:
    """Whether the early days alone answer up to a period (None: up to the last); the part itself knows all days beforehand."""
    return not source.whole and granularity is Granularity.DAY and last_period is not None and last_period <= EARLY_DAYS


def read_counts(source: Slice, as_of: int, granularity: Granularity, last_period: int | None = None) -> CurveCounts:
    """The counts of all offers of a slice on as_of (a day number, also an earlier one than the part's), at least up to a period."""
    early = is_early(source, granularity, last_period)
    return source.derive((CURVE.name, as_of, granularity, early), lambda: _spread(source, as_of, granularity, early))


def _spread(source: Slice, as_of: int, granularity: Granularity, early: bool) -> CurveCounts:
    frame = source.frame(_EARLY_CURVE if early else CURVE, **window_parameters(as_of, granularity))
    offer, period = frame["offer"].to_numpy(dtype="int64"), frame["n"].to_numpy(dtype="int64")
    offers, row = np.unique(offer, return_inverse=True)
    shape = (len(offers), int(period.max()) + 1 if len(period) else 0)

    def spread(column: str) -> Counts:
        cells = np.zeros(shape, dtype=np.int64)
        cells[row, period] = frame[column].to_numpy(dtype="int64")
        return cells

    known = EARLY_DAYS + 1 if early else None
    rows = {int(each): index for index, each in enumerate(offers)}
    return CurveCounts(rows, spread("eligible"), spread("retained")[:, :known], spread("revenue")[:, :known])
