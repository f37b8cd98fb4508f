"""The retention curve: how many of the accounts that began used an offer again n days, weeks or months later."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from domain.errors import BadInputError
from domain.filters import Segment
from domain.measures import BenchmarkScope, Granularity, Indicator
from services.catalogue.categories import offers_by_category
from services.catalogue.offers import offers as catalogue_offers
from services.frames import decimal_of
from services.retention.benchmark import CategoryBenchmark, category_benchmark
from services.retention.counts import CurveCounts, count_up_to, is_early, pool_early
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
    """Counts by period (revenue in millionths) up to the last with eligible accounts, of an offer (key) in a segment.

    Retained and revenue may end earlier, but not before the horizon. `total` is retained at the horizon, None without eligible
    accounts there.
    """

    offer: int
    granularity: Granularity
    segment: Segment
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
    """The curve of each offer (keys) at least to the horizon, with one question for all of a category."""
    return _read_curves(view, offers, granularity, segment, granularity.horizon)


def ask_points(
    view: View, curve: RetentionCurve, periods: Sequence[int] | None, up_to: int | None
) -> tuple[RetentionPoint, ...]:
    """What `select_points` selects, also of periods that the curve was not counted to."""
    wanted = [period for period in _list_periods(curve, periods, up_to) if period < len(curve.eligible)]
    if wanted and wanted[-1] >= len(curve.retained):
        curve = _read_curves(view, [curve.offer], curve.granularity, curve.segment, None)[curve.offer]
    return select_points(curve, periods, up_to)


def _read_curves(
    view: View, offers: Sequence[int], granularity: Granularity, segment: Segment, last_period: int | None
) -> dict[int, RetentionCurve]:
    known = catalogue_offers(view)
    found = {}
    for offer in offers:
        counts = count_up_to(view, offer, granularity, segment, last_period)
        early = is_early(segment, granularity, last_period)
        benchmark = view.once(
            open_slice(view, segment, offer),
            ("benchmark", known[offer].category_folded, granularity, early),
            partial(_benchmark, view, offer, granularity, segment, None if early else counts),
        )
        found[offer] = _curve(counts, offer, granularity, segment, benchmark)
    return found


def _benchmark(
    view: View, offer: int, granularity: Granularity, segment: Segment, counts: CurveCounts | None
) -> CategoryBenchmark:
    """The benchmark of an offer's category, of counts of all its offers or else of its early days."""
    category = catalogue_offers(view)[offer].category_folded
    keys = [each.key for each in offers_by_category(view)[category]]
    own = pool_early(view, offer, granularity, segment) if counts is None else counts.pooled(keys)
    return category_benchmark(view, category, own, granularity, segment)


def _curve(
    counts: CurveCounts, offer: int, granularity: Granularity, segment: Segment, benchmark: CategoryBenchmark
) -> RetentionCurve:
    eligible, retained, revenue = counts.of(offer)
    horizon = granularity.horizon
    total = retained[horizon] if len(eligible) > horizon else None
    counted = (tuple(eligible), tuple(retained), tuple(revenue))
    return RetentionCurve(offer, granularity, segment, total, horizon, *counted, benchmark)


def select_points(
    curve: RetentionCurve, periods: Sequence[int] | None, up_to: int | None
) -> tuple[RetentionPoint, ...]:
    """The points of some periods that the curve was counted to, ascending and once each, or of all up to `up_to` (None: the horizon).

    Periods without eligible accounts are absent. With `periods`, `up_to` cuts only where it is given. Raises BadInputError for a
    negative number.
    """
    wanted = _list_periods(curve, periods, up_to)
    return tuple(_point(curve, period) for period in wanted if period < len(curve.eligible))


def _list_periods(curve: RetentionCurve, periods: Sequence[int] | None, up_to: int | None) -> Sequence[int]:
    for name, value in [("upTo", up_to), *(("periods", period) for period in periods or ())]:
        require_period(name, value)
    if periods is None:
        return range((curve.horizon if up_to is None else min(up_to, len(curve.eligible))) + 1)
    return sorted(period for period in set(periods) if up_to is None or period <= up_to)


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
