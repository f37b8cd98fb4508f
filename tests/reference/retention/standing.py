"""An offer's standing among the offers of its category."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from tests.reference.days import add_days, add_months
from tests.reference.exact import divide, round_hundredths
from tests.reference.facts import UNCATEGORIZED, Facts
from tests.reference.marketplace import Marketplace
from tests.reference.retention.benchmark import find_category, find_others, pool_publisher
from tests.reference.retention.slice import HORIZON, cut_offer, is_segmented


@dataclass(frozen=True, slots=True)
class Contender:
    """An offer with eligible accounts at the horizon; `customers` are those of Day 0."""

    publisher_id: str
    offer_id: str
    eligible: int
    retained: int
    customers: int

    @property
    def score(self) -> Fraction:
        return Fraction(self.retained, self.eligible)


@dataclass(frozen=True, slots=True)
class Ranking:
    """The contenders of a category, best first, and whose they are (BenchmarkScope)."""

    scope: str
    contenders: list[Contender]

    def find_rank(self, publisher_id: str, offer_id: str) -> int | None:
        for position, contender in enumerate(self.contenders):
            if (contender.publisher_id, contender.offer_id) == (publisher_id, offer_id):
                return position + 1
        return None


def answer_standing(
    market: Marketplace,
    publisher_id: str,
    offer_id: str,
    granularity: str = "DAY",
    segment: dict[str, Any] | None = None,
) -> dict[str, Any] | None:
    """CategoryStanding; None for a segment, without a category and without eligible accounts at the horizon."""
    offer = market.facts(publisher_id).offers[offer_id]
    if is_segmented(segment) or offer.category_key == UNCATEGORIZED.casefold():
        return None
    ranking = rank_offers(market, publisher_id, offer.category_key, granularity, {})
    rank = ranking.find_rank(publisher_id, offer_id)
    if rank is None:
        return None
    own = ranking.contenders[rank - 1]
    scores = sorted(contender.score for contender in ranking.contenders)
    return {
        "category": offer.category,
        "scope": ranking.scope,
        "rank": rank,
        "rankChange": find_rank_change(market, publisher_id, offer_id, granularity, ranking),
        "score": divide(own.retained, own.eligible),
        "totalOffers": len(scores),
        "totalCustomers": sum(contender.customers for contender in ranking.contenders),
        "offersBehind": len(scores) - rank,
        "meanScore": round_hundredths(sum(scores, Fraction(0)) / len(scores)),
        "medianScore": round_hundredths(find_median(scores)),
        "distribution": spread_scores(ranking.contenders),
    }


def rank_offers(
    market: Marketplace, publisher_id: str, category_key: str, granularity: str, days: dict[str, date]
) -> Ranking:
    """All that may enter, ordered by score, Day 0 customers, offer id, publisher id; `days` sets as_of by publisher."""
    minimum, period = market.settings.minimum_accounts, HORIZON[granularity]
    others = find_others(market, publisher_id, days)
    enough = [facts for facts in others if pool_publisher(facts, category_key, granularity, period, None)[0] >= minimum]
    contenders = find_contenders(market.facts(publisher_id, days.get(publisher_id)), category_key, granularity, 1)
    scope = "OWN_OFFERS"
    if len(enough) >= market.settings.minimum_publishers:
        scope = "ALL_PUBLISHERS"
        for facts in enough:
            contenders += find_contenders(facts, category_key, granularity, minimum)
    contenders.sort(key=lambda own: (-own.score, -own.customers, own.offer_id, own.publisher_id))
    return Ranking(scope, contenders)


def find_contenders(facts: Facts, category_key: str, granularity: str, minimum: int) -> list[Contender]:
    """The publisher's offers of a category with at least so many eligible accounts at the horizon."""
    found = []
    for offer_id in find_category(facts, category_key):
        use = cut_offer(facts, offer_id, granularity)
        eligible, retained = use.count(use.horizon)
        if eligible >= minimum:
            found.append(Contender(facts.publisher_id, offer_id, eligible, retained, len(use.base)))
    return found


def find_rank_change(
    market: Marketplace, publisher_id: str, offer_id: str, granularity: str, now: Ranking
) -> int | None:
    """Rank one step ago minus rank now, every publisher one step before its own as_of."""
    days = {
        other: step_back(day, granularity)
        for other in market.publishers
        if (day := market.find_as_of(other)) is not None
    }
    key = market.facts(publisher_id).offers[offer_id].category_key
    before = rank_offers(market, publisher_id, key, granularity, days)
    rank_before, rank_now = before.find_rank(publisher_id, offer_id), now.find_rank(publisher_id, offer_id)
    if rank_before is None or rank_now is None or before.scope != now.scope:
        return None
    return rank_before - rank_now


def step_back(day: date, granularity: str) -> date:
    if granularity == "MONTH":
        return add_months(day, -1)
    return add_days(day, -1 if granularity == "DAY" else -7)


def find_median(scores: list[Fraction]) -> Fraction:
    """The middle one of sorted scores, of an even count the mean of the middle two."""
    middle = len(scores) // 2
    return scores[middle] if len(scores) % 2 else (scores[middle - 1] + scores[middle]) / 2


def spread_scores(contenders: list[Contender]) -> list[dict[str, Any]]:
    """ScoreBuckets 0.0 .. 0.9 and 1.0, empty ones too."""
    buckets = [10 * contender.retained // contender.eligible for contender in contenders]
    return [
        {"from": bucket / 10, "to": min(bucket + 1, 10) / 10, "offers": buckets.count(bucket)} for bucket in range(11)
    ]
