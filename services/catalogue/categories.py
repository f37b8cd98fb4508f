"""Where the publisher's offers are listed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from services.catalogue.offers import Offer, offers
from services.view import View


@dataclass(frozen=True, slots=True)
class Category:
    """A category as it is spelt on its first offer by id, and its number of the publisher's offers."""

    name: str
    offer_count: int


def categories(view: View) -> tuple[Category, ...]:
    """The categories in alphabetical order; they compare trimmed and casefolded."""
    grouped = offers_by_category(view)
    return tuple(Category(group[0].category.strip(), len(group)) for _, group in sorted(grouped.items()))


def offers_by_category(view: View) -> Mapping[str, Sequence[Offer]]:
    """The offers of each folded category, in the order of their ids."""
    grouped: dict[str, list[Offer]] = {}
    for offer in offers(view).values():
        grouped.setdefault(offer.category_folded, []).append(offer)
    return grouped
