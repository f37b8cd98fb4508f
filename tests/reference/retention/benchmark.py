"""The category benchmark of a period: pooled over the offers of the category that may enter."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from tests.reference.facts import UNCATEGORIZED, Facts
from tests.reference.marketplace import Marketplace
from tests.reference.retention.slice import cut_offer, is_segmented


@dataclass(frozen=True, slots=True)
class Pool:
    """Eligible and retained accounts of all offers that enter, and whose offers these are (BenchmarkScope)."""

    eligible: int
    retained: int
    scope: str


def find_category(facts: Facts, category_key: str) -> list[str]:
    """Ids of the publisher's offers in a category, compared trimmed and casefolded."""
    return [offer_id for offer_id, offer in sorted(facts.offers.items()) if offer.category_key == category_key]


def pool_publisher(
    facts: Facts, category_key: str, granularity: str, period: int, segment: dict[str, Any] | None
) -> tuple[int, int]:
    """Sums of eligible and of retained over the publisher's offers of a category."""
    counts = [
        cut_offer(facts, offer_id, granularity, segment).count(period)
        for offer_id in find_category(facts, category_key)
    ]
    return sum(eligible for eligible, _ in counts), sum(retained for _, retained in counts)


def pool_category(
    market: Marketplace,
    publisher_id: str,
    offer_id: str,
    granularity: str,
    period: int,
    segment: dict[str, Any] | None,
) -> Pool:
    """The benchmark of an offer's category at a period."""
    facts = market.facts(publisher_id)
    key = facts.offers[offer_id].category_key
    eligible, retained = pool_publisher(facts, key, granularity, period, segment)
    if is_segmented(segment) or key == UNCATEGORIZED.casefold():
        return Pool(eligible, retained, "OWN_OFFERS")
    others = [pool_publisher(other, key, granularity, period, None) for other in find_others(market, publisher_id, {})]
    entering = [pool for pool in others if pool[0] >= market.settings.minimum_accounts]
    if len(entering) < market.settings.minimum_publishers:
        return Pool(eligible, retained, "OWN_OFFERS")
    return Pool(
        eligible + sum(pool[0] for pool in entering), retained + sum(pool[1] for pool in entering), "ALL_PUBLISHERS"
    )


def find_others(market: Marketplace, publisher_id: str, days: dict[str, date]) -> list[Facts]:
    """The facts of the other publishers, each on its own as_of unless `days` gives it another one."""
    return [
        market.facts(other, days.get(other))
        for other in sorted(market.publishers)
        if other != publisher_id and market.find_as_of(other) is not None
    ]
