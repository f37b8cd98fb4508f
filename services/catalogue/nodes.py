"""Look-ups by id, many at once: what the API's `node` and `nodes` ask for."""

from collections.abc import Sequence

from services.catalogue.offers import Offer, offers_by_id
from services.catalogue.profiles import Customer, customers_by_id
from services.view import View


def find_customers(view: View, ids: Sequence[str]) -> list[Customer | None]:
    """The customer of each id, None for an unknown one (another publisher's reads the same)."""
    found = customers_by_id(view, ids)
    return [found.get(each) for each in ids]


def find_offers(view: View, ids: Sequence[str]) -> list[Offer | None]:
    """The offer of each id, None for an unknown one (another publisher's reads the same)."""
    found = offers_by_id(view)
    return [found.get(each) for each in ids]
