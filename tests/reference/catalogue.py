"""The offers of a publisher, all or those of a customer, with their plans."""

from typing import Any

from tests.reference.facts import Facts, OfferFact
from tests.reference.marketplace import Marketplace
from tests.reference.ordering import order_nodes
from tests.reference.profiles import show_offer, show_plan
from tests.reference.retention.slice import is_selected

BY_NAME = [{"field": "NAME"}]


def answer_offer(market: Marketplace, publisher_id: str, offer_id: str) -> dict[str, Any] | None:
    """Offer with its plans by id; None for an unknown one."""
    facts = market.facts(publisher_id)
    return show_with_plans(facts, offer_id) if offer_id in facts.offers else None


def answer_offers(
    market: Marketplace,
    publisher_id: str,
    filter_: dict[str, Any] | None = None,
    order_by: list[dict[str, str]] | None = None,
) -> list[dict[str, Any]]:
    """Offer nodes with their plans, by name unless ordered, ties by offer id."""
    facts = market.facts(publisher_id)
    nodes = [
        show_with_plans(facts, each.offer_id) for each in facts.offers.values() if match_offer(each, filter_ or {})
    ]
    return order_offers(nodes, order_by)


def answer_customer_offers(market: Marketplace, publisher_id: str, customer_id: str) -> list[dict[str, Any]]:
    """The offers that a customer acquired or used, by name."""
    facts = market.facts(publisher_id)
    acquired = {row.offer_id for row in facts.acquisitions if row.customer_id == customer_id}
    ids = acquired.union(row.offer_id for row in facts.usage if row.customer_id == customer_id)
    return order_offers([show_offer(facts, offer_id) for offer_id in ids if offer_id], None)


def order_offers(nodes: list[dict[str, Any]], order_by: list[dict[str, str]] | None) -> list[dict[str, Any]]:
    return order_nodes(nodes, order_by or BY_NAME, "OWNER", lambda node: node["offerId"])


def show_with_plans(facts: Facts, offer_id: str) -> dict[str, Any]:
    plan_ids = sorted(plan_id for own, plan_id in facts.plans if own == offer_id)
    plans = [show_plan(facts, offer_id, plan_id) for plan_id in plan_ids]
    return {**show_offer(facts, offer_id), "plans": plans}


def match_offer(offer: OfferFact, filter_: dict[str, Any]) -> bool:
    """Does an offer pass an OfferFilter?"""
    ids, categories, search = filter_.get("offerId"), filter_.get("category"), filter_.get("search")
    return (
        (ids is None or offer.offer_id in ids)
        and (categories is None or offer.category_key in [each.strip().casefold() for each in categories])
        and is_selected(offer.offer_type, filter_.get("offerType"))
        and (search is None or any(search.casefold() in text.casefold() for text in (offer.name, offer.offer_id)))
    )
