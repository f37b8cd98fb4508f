"""What a publisher may do next about an offer."""

from dataclasses import dataclass
from urllib.parse import urlencode

from domain.measures import Granularity, RecommendationKind
from services.catalogue.offers import offers
from services.view import View

_REVIEW = "Does the offer's product page accurately reflect the features and capabilities of the offer?"
_CONTACT = "Contact the customers who are dormant: the customers page lists them and how to reach them."


@dataclass(frozen=True, slots=True)
class Recommendation:
    """A next step; `url` is None where none is known, and relative where it is a page of the dashboard."""

    kind: RecommendationKind
    text: str
    url: str | None


def recommend(view: View, offer: int) -> tuple[Recommendation, ...]:
    """The recommendations for an offer (key): its product page, and its customers dormant on the last day compared."""
    known = offers(view)[offer]
    dormant = {
        "dormant.offerId": known.offer_id,
        "dormant.granularity": Granularity.DAY.value,
        "dormant.period": Granularity.DAY.horizon,
    }
    return (
        Recommendation(RecommendationKind.REVIEW_OFFER_PAGE, _REVIEW, known.product_url),
        Recommendation(RecommendationKind.CONTACT_DORMANT_CUSTOMERS, _CONTACT, f"/customers?{urlencode(dormant)}"),
    )
