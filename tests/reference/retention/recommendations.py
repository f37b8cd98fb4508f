"""What a publisher is advised to do about an offer."""

from typing import Any

from tests.reference.marketplace import Marketplace


def answer_recommendations(market: Marketplace, publisher_id: str, offer_id: str) -> list[dict[str, Any]]:
    """Recommendations without their text; the address of the customers page is the service's own, here None."""
    offer = market.facts(publisher_id).offers[offer_id]
    return [
        {"kind": "REVIEW_OFFER_PAGE", "url": offer.product_url},
        {"kind": "CONTACT_DORMANT_CUSTOMERS", "url": None},
    ]
