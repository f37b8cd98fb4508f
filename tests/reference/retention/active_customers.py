"""Accounts by the number of offers they use and by how long they stayed."""

from typing import Any

from tests.reference.days import add_months
from tests.reference.facts import Facts
from tests.reference.marketplace import Marketplace
from tests.reference.retention.slice import WINDOW_MONTHS, cut_offer

BARS = ("1", "2", "3", "4", "5+")
STAYS = (("0-30 days", 0, 29), ("30-45 days", 30, 44), ("45+ days", 45, None))


def answer_active_customers(
    market: Marketplace, publisher_id: str, category: str | None = None
) -> list[dict[str, Any]]:
    """ActiveCustomersBars, all five, over the offers of a category or over all offers."""
    found = list(measure_accounts(market.facts(publisher_id), category).values())
    bars = []
    for position, label in enumerate(BARS):
        stays = [max(own) for own in found if min(len(own), len(BARS)) == position + 1]
        buckets = [
            {
                "label": name,
                "fromDay": start,
                "toDay": end,
                "accounts": sum(start <= stay and (end is None or stay <= end) for stay in stays),
            }
            for name, start, end in STAYS
        ]
        bars.append({"offersPerCustomer": label, "accounts": len(stays), "buckets": buckets})
    return bars


def measure_accounts(facts: Facts, category: str | None) -> dict[str, list[int]]:
    """By account: for each offer used in the window, the days from first use to last usage day."""
    start = add_months(facts.as_of, -WINDOW_MONTHS)
    key = None if category is None else category.strip().casefold()
    stays: dict[str, list[int]] = {}
    for offer_id, offer in facts.offers.items():
        if key is not None and offer.category_key != key:
            continue
        for account in cut_offer(facts, offer_id, "DAY").accounts:
            last_used = max(account.days)
            if last_used >= start:
                stays.setdefault(account.account_id, []).append((last_used - account.first_use).days)
    return stays
