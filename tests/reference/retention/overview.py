"""The publisher's own offers side by side, each at its horizon."""

from typing import Any

from tests.reference.exact import divide, show_decimal, wilson
from tests.reference.marketplace import Marketplace
from tests.reference.ordering import order_nodes
from tests.reference.profiles import show_offer
from tests.reference.retention.benchmark import pool_category
from tests.reference.retention.curve import compare_scores
from tests.reference.retention.customers import earn_before, lose_accounts
from tests.reference.retention.slice import cut_offer
from tests.reference.retention.standing import answer_standing


def answer_overview(
    market: Marketplace,
    publisher_id: str,
    category: str | None = None,
    granularity: str = "DAY",
    order_by: list[dict[str, str]] | None = None,
) -> list[dict[str, Any]]:
    """OfferOverview rows of all offers or of a category, by offer id unless ordered."""
    facts = market.facts(publisher_id)
    key = None if category is None else category.strip().casefold()
    rows = [
        show_overview(market, publisher_id, offer_id, granularity)
        for offer_id, offer in sorted(facts.offers.items())
        if key is None or offer.category_key == key
    ]
    return order_nodes(rows, order_by, "OWNER", lambda row: row["offer"]["offerId"])


def show_overview(market: Marketplace, publisher_id: str, offer_id: str, granularity: str) -> dict[str, Any]:
    """One offer; without eligible accounts at the horizon there is no score and nothing to compare."""
    use = cut_offer(market.facts(publisher_id), offer_id, granularity)
    eligible, retained = use.count(use.horizon)
    pool = pool_category(market, publisher_id, offer_id, granularity, use.horizon, None)
    standing = answer_standing(market, publisher_id, offer_id, granularity)
    at_stake = sum(earn_before(use, account, use.horizon) for account in lose_accounts(use, use.horizon))
    return {
        "offer": show_offer(use.facts, offer_id),
        "eligible": eligible,
        "retained": retained,
        "score": divide(retained, eligible),
        "interval": wilson(retained, eligible) if eligible else None,
        "benchmark": divide(pool.retained, pool.eligible) if eligible else None,
        "indicator": compare_scores(retained, eligible, pool) if eligible else None,
        "rank": standing["rank"] if standing else None,
        "rankChange": standing["rankChange"] if standing else None,
        "dormant": eligible - retained,
        "revenueAtStake": show_decimal(at_stake),
    }
