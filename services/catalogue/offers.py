"""The publisher's offers: looked up, filtered, ordered and paged in memory, since there are few."""

from collections.abc import Mapping
from dataclasses import dataclass

from domain.filters import OfferFilter
from services.catalogue.kept import Kept
from services.questions import Question
from services.slice import Slice
from services.view import View

OFFERS = Question.load(__file__, "offers.sql")


@dataclass(frozen=True, slots=True)
class Offer:
    """A product of the publisher; `key` is its key in the part, in the order of the ids, and never shown."""

    key: int
    offer_id: str
    name: str
    offer_type: str | None
    category: str
    product_url: str | None

    @property
    def category_folded(self) -> str:
        """The category as it is compared."""
        return fold_category(self.category)


def fold_category(category: str) -> str:
    """A category as it is compared: trimmed and casefolded."""
    return category.strip().casefold()


def _read_offers(whole: Slice) -> Mapping[int, Offer]:
    return {row[0]: Offer(*row) for row in whole.records(OFFERS)}


_OFFERS = Kept(_read_offers)


def offers(view: View) -> Mapping[int, Offer]:
    """All offers by key."""
    return _OFFERS.of(view)


def offers_by_id(view: View) -> Mapping[str, Offer]:
    """All offers by offer id."""
    return {offer.offer_id: offer for offer in offers(view).values()}


def offer_by_id(view: View, offer_id: str) -> Offer | None:
    """The offer of an id, None for an unknown one."""
    return offers_by_id(view).get(offer_id)


def choose_offers(view: View, chosen: OfferFilter) -> list[Offer]:
    """The offers that a filter leaves, in the order of their ids."""
    return [offer for offer in offers(view).values() if _matches(offer, chosen)]


def _matches(offer: Offer, chosen: OfferFilter) -> bool:
    return (
        (chosen.offer_id is None or offer.offer_id in chosen.offer_id)
        and (chosen.category is None or offer.category_folded in [each.strip().casefold() for each in chosen.category])
        and (chosen.offer_type is None or _is_among(offer.offer_type, chosen.offer_type))
        and (chosen.search is None or is_found(chosen.search, offer.name, offer.offer_id))
    )


def _is_among(value: str | None, wanted: tuple[str, ...]) -> bool:
    return value is not None and value.casefold() in [each.casefold() for each in wanted]


def is_found(search: str, *texts: str | None) -> bool:
    """Whether the search stands anywhere in one of the texts, compared casefolded."""
    wanted = search.casefold()
    return any(text is not None and wanted in text.casefold() for text in texts)
