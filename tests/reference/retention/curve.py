"""The base and the retention curve of an offer."""

from typing import Any

from tests.reference.days import month_of, within
from tests.reference.exact import divide, show_decimal, wilson
from tests.reference.facts import Facts
from tests.reference.marketplace import Marketplace
from tests.reference.refused import RefusedError
from tests.reference.retention.benchmark import Pool, pool_category
from tests.reference.retention.slice import OfferUse, cut_offer, require_period


def answer_base(
    market: Marketplace, publisher_id: str, offer_id: str, segment: dict[str, Any] | None = None
) -> dict[str, Any]:
    """CohortBase."""
    use = cut_offer(market.facts(publisher_id), offer_id, "DAY", segment)
    first = find_first_day(use.facts)
    return {
        "from": use.base_from.isoformat(),
        "to": use.base_to.isoformat(),
        "accounts": len(use.base),
        "truncated": within(first, use.base_from, use.base_to),
    }


def find_first_day(facts: Facts) -> Any:
    """The publisher's first day of usage, of any offer; None without usage."""
    return min((row.used_on for row in facts.usage), default=None)


def is_truncated_month(facts: Facts, month: int) -> bool:
    """Does the publisher's history start in that month?"""
    first = find_first_day(facts)
    return first is not None and month_of(first) == month


def answer_curve(
    market: Marketplace,
    publisher_id: str,
    offer_id: str,
    granularity: str = "DAY",
    segment: dict[str, Any] | None = None,
    periods: list[int] | None = None,
    up_to: int | None = None,
) -> dict[str, Any]:
    """RetentionCurve: the total at the horizon and the points, up to the last period with eligible accounts."""
    use = cut_offer(market.facts(publisher_id), offer_id, granularity, segment)
    eligible, retained = use.count(use.horizon)
    return {
        "total": retained if eligible else None,
        "points": [
            make_point(use, period, pool_category(market, publisher_id, offer_id, granularity, period, segment))
            for period in choose_periods(use, periods, up_to)
        ],
    }


def choose_periods(use: OfferUse, periods: list[int] | None, up_to: int | None) -> list[int]:
    """The periods to show, ascending, once each: those asked for, else 0 .. up_to (the horizon)."""
    for period in [*(periods or []), up_to or 0]:
        require_period(period)
    if periods is None:
        last = use.horizon if up_to is None else up_to
        wanted = list(range(last + 1))
    else:
        wanted = [period for period in sorted(set(periods)) if up_to is None or period <= up_to]
    return [period for period in wanted if use.find_eligible(period)]


def make_point(use: OfferUse, period: int, pool: Pool) -> dict[str, Any]:
    """RetentionPoint of a period with eligible accounts."""
    eligible, retained = use.count(period)
    interval, benchmark = wilson(retained, eligible), divide(pool.retained, pool.eligible)
    if benchmark is None:
        raise RefusedError("BAD_INPUT", "the benchmark always holds the offer itself")
    revenue = sum(
        account.earn(use.start_of(account, period), use.end_of(account, period))
        for account in use.find_eligible(period)
    )
    return {
        "period": period,
        "eligible": eligible,
        "retained": retained,
        "dormant": eligible - retained,
        "score": divide(retained, eligible),
        "interval": interval,
        "benchmark": benchmark,
        "benchmarkScope": pool.scope,
        "indicator": compare_scores(retained, eligible, pool),
        "significant": benchmark < interval["low"] or benchmark > interval["high"],
        "revenue": show_decimal(revenue),
    }


def compare_scores(retained: int, eligible: int, pool: Pool) -> str:
    """Indicator: the two fractions compared by cross-multiplication."""
    own, other = retained * pool.eligible, pool.retained * eligible
    if own == other:
        return "NEUTRAL"
    return "GOOD" if own > other else "BAD"
