"""The retention curve: how many of the accounts that began used an offer again n days, weeks or months later."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from domain.errors import BadInputError
from domain.filters import Segment
from domain.measures import BenchmarkScope, Granularity, Indicator
from services.catalogue.offers import offers as catalogue_offers
from services.frames import decimal_of
from services.retention.benchmark import CategoryBenchmark, category_benchmark
from services.retention.counts import CurveCounts, read_counts
from services.retention.interval import Interval, compare_scores, wilson
from services.retention.slice import open_slice
from services.view import View


@dataclass(frozen=True, slots=True)
class RetentionPoint:
    """One period: eligible = retained + dormant accounts; the score beside its category benchmark; revenue (USD) in the period."""

    period: int
    eligible: int
    retained: int
    dormant: int
    score: float | None
    interval: Interval | None
    benchmark: float | None
    benchmark_scope: BenchmarkScope | None
    indicator: Indicator | None
    significant: bool | None
    revenue: Decimal


@dataclass(frozen=True, slots=True)
class RetentionCurve:
    """Counts by period (revenue in millionths) up to the last with eligible accounts.

    `total` is retained at the horizon, None without eligible accounts there.
    """

    total: int | None
    horizon: int
    eligible: tuple[int, ...]
    retained: tuple[int, ...]
    revenue: tuple[int, ...]
    benchmark: CategoryBenchmark

    @property
    def points(self) -> tuple[RetentionPoint, ...]:
        """The points up to the horizon."""
        return select_points(self, None, None)


def ask_curves(
    view: View, offers: Sequence[int], granularity: Granularity, segment: Segment
) -> dict[int, RetentionCurve]:
    """The curve of each offer (keys), with one question for all."""
    counts = read_counts(open_slice(view, segment), view.as_of, granularity)
    known = catalogue_offers(view)
    benchmarks = {
        category: category_benchmark(view, category, counts, granularity, segment)
        for category in {known[offer].category for offer in offers}
    }
    return {offer: _curve(counts, offer, granularity, benchmarks[known[offer].category]) for offer in offers}


def _curve(counts: CurveCounts, offer: int, granularity: Granularity, benchmark: CategoryBenchmark) -> RetentionCurve:
    eligible, retained, revenue = counts.of(offer)
    horizon = granularity.horizon
    total = retained[horizon] if len(eligible) > horizon else None
    return RetentionCurve(total, horizon, tuple(eligible), tuple(retained), tuple(revenue), benchmark)


def select_points(
    curve: RetentionCurve, periods: Sequence[int] | None, up_to: int | None
) -> tuple[RetentionPoint, ...]:
    """The points of some periods, ascending and once each, or of all up to `up_to` (None: the horizon).

    Periods without eligible accounts are absent. With `periods`, `up_to` cuts only where it is given. Raises BadInputError for a
    negative number.
    """
    for name, value in [("upTo", up_to), *(("periods", period) for period in periods or ())]:
        require_period(name, value)
    if periods is None:
        wanted: Sequence[int] = range((curve.horizon if up_to is None else min(up_to, len(curve.eligible))) + 1)
    else:
        wanted = sorted(period for period in set(periods) if up_to is None or period <= up_to)
    return tuple(_point(curve, period) for period in wanted if period < len(curve.eligible))


def require_period(name: str, period: int | None) -> None:
    """Raises BadInputError where a period is negative."""
    if period is not None and period < 0:
        raise BadInputError(f"{name}: {period}; a period is 0 or more")


def _point(curve: RetentionCurve, period: int) -> RetentionPoint:
    eligible, retained = curve.eligible[period], curve.retained[period]
    pool_eligible, pool_retained = curve.benchmark.eligible[period], curve.benchmark.retained[period]
    interval, benchmark = wilson(retained, eligible), pool_retained / pool_eligible
    return RetentionPoint(
        period=period,
        eligible=eligible,
        retained=retained,
        dormant=eligible - retained,
        score=retained / eligible,
        interval=interval,
        benchmark=benchmark,
        benchmark_scope=curve.benchmark.scope(period),
        indicator=compare_scores(retained, eligible, pool_retained, pool_eligible),
        significant=benchmark < interval.low or benchmark > interval.high,
        revenue=decimal_of(curve.revenue[period]),
    )
