"""Potential revenue: what the accounts that an offer lost from one period to the next had brought."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import pandas as pd

from domain.filters import Segment
from domain.measures import Granularity
from services.frames import decimal_of, integers
from services.questions import Question
from services.retention.counts import count_up_to, is_early
from services.retention.curve import require_period
from services.retention.slice import open_early, open_slice
from services.retention.window import window_parameters
from services.slice import Slice
from services.view import View

_TEXT = Question.load(__file__, "potential_revenue.sql")
POTENTIAL_REVENUE = _TEXT.written(told="", days="account_days", several="$days > 1")
_EARLY = _TEXT.written(
    "early",
    told="told as (select *,"
    " sum(revenue) over (partition by account order by n rows between unbounded preceding and current row) as revenue_to_date,"
    " lead(n) over (partition by account order by n) as next_n"
    " from early_periods),\n",
    days="told",
    several="false",
)
"""The same for one offer, right up to the horizon."""


Lost = Mapping[tuple[int, int], tuple[int, int, int]]
"""Accounts, accumulated and daily revenue (millionths) by offer and period, where any account was lost."""


@dataclass(frozen=True, slots=True)
class PotentialRevenue:
    """Accounts retained in the period before and dormant in this one; their revenue (USD) up to and in the one before."""

    period: int
    accounts: int
    accumulated: Decimal
    daily: Decimal


def ask_potential_revenue(
    view: View, offers: Sequence[int], granularity: Granularity, segment: Segment, up_to: int | None
) -> dict[int, tuple[PotentialRevenue, ...]]:
    """The periods 1..up_to (None: the horizon) with eligible accounts, of each offer (keys).

    Raises BadInputError where up_to is negative.
    """
    require_period("upTo", up_to)
    last = granularity.horizon if up_to is None else up_to
    found = {}
    for offer in offers:
        eligible, _, _ = count_up_to(view, offer, granularity, segment, last).of(offer)
        lost = _read_lost_of(view, offer, granularity, segment, last)
        periods = range(1, min(last + 1, len(eligible)))
        found[offer] = tuple(_potential(period, lost.get((offer, period), (0, 0, 0))) for period in periods)
    return found


def _read_lost_of(view: View, offer: int, granularity: Granularity, segment: Segment, last_period: int) -> Lost:
    if not is_early(segment, granularity, last_period):
        return read_lost(open_slice(view, segment, offer), view.as_of, granularity)
    source = open_early(view, segment, offer, granularity)
    return _index_lost(source.frame(_EARLY, **window_parameters(view.as_of, granularity)))


def read_lost(source: Slice, as_of: int, granularity: Granularity) -> Lost:
    """What all offers of a slice lost, in every period."""
    chosen = window_parameters(as_of, granularity)
    return source.derive(
        (POTENTIAL_REVENUE.name, as_of, granularity),
        lambda: _index_lost(source.frame(POTENTIAL_REVENUE, **chosen)),
    )


def _index_lost(frame: pd.DataFrame) -> Lost:
    offer, period, *values = (integers(frame[name]) for name in ("offer", "n", "accounts", "accumulated", "daily"))
    accounts, accumulated, daily = values
    return dict(zip(zip(offer, period, strict=True), zip(accounts, accumulated, daily, strict=True), strict=True))


def _potential(period: int, lost: tuple[int, int, int]) -> PotentialRevenue:
    accounts, accumulated, daily = lost
    return PotentialRevenue(period, accounts, decimal_of(accumulated), decimal_of(daily))
