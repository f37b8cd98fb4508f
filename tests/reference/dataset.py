"""The size of a publisher's data, and its categories."""

from typing import Any

from tests.reference.marketplace import Marketplace


def answer_dataset(market: Marketplace, publisher_id: str) -> dict[str, Any]:
    """Dataset without what depends on the build and the load."""
    facts = market.facts(publisher_id)
    days = [row.used_on for row in facts.usage] or [order.ordered_on for order in facts.orders]
    return {
        "asOf": facts.as_of.isoformat(),
        "firstDay": min(days).isoformat() if days else None,
        "lastDay": max(days).isoformat() if days else None,
        "customers": len(facts.customers),
        "orders": len(facts.orders),
        "usageDays": len({(row.customer_id, row.offer_id, row.used_on) for row in facts.usage}),
    }


def answer_categories(market: Marketplace, publisher_id: str) -> list[dict[str, Any]]:
    """Categories by casefolded name, each named as its first offer (by id) names it."""
    names: dict[str, list[str]] = {}
    for _, offer in sorted(market.facts(publisher_id).offers.items()):
        names.setdefault(offer.category_key, []).append(offer.category)
    return [{"name": names[key][0], "offerCount": len(names[key])} for key in sorted(names)]
