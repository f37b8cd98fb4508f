"""Answers about a customer beside its profile."""

from domain.pages import PageRequest
from resolvers.binding import answers
from resolvers.connections import connected, pin_page
from resolvers.context import Asking
from schema.catalogue import Offer as OfferShape
from schema.catalogue import OfferConnection
from schema.profiles import Customer as CustomerShape
from services.catalogue.profiles import Customer


@answers(CustomerShape, "offers")
async def list_offers_of(customer: Customer, asking: Asking, first: int | None, after: str | None) -> OfferConnection:
    """A page of the offers that a customer acquired or used."""
    request = PageRequest(first, after)
    # the question finds the customer again in the parts that the cursor began in
    page = await asking.loaders.offers.load((customer.key, (request, asking.selects("totalCount"))))
    await pin_page(asking, request)
    return connected(OfferShape, page)
