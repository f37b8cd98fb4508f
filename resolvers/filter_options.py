"""Answers of the filters: each list of options is asked for when it is selected."""

from resolvers.binding import all_shaped, answers
from resolvers.context import Asking
from resolvers.workers import run
from schema.catalogue import Offer, Plan
from schema.customers import CustomerFilterOptions
from services.customers.filter_options import FilterOptions


@answers(CustomerFilterOptions, "sales_channels")
async def list_sales_channels(options: FilterOptions, _asking: Asking) -> list[str]:
    """Sales channels."""
    return all_shaped(str, await run(getattr, options, "sales_channels"))


@answers(CustomerFilterOptions, "customer_types")
async def list_customer_types(options: FilterOptions, _asking: Asking) -> list[str]:
    """Customer types."""
    return all_shaped(str, await run(getattr, options, "customer_types"))


@answers(CustomerFilterOptions, "countries")
async def list_countries(options: FilterOptions, _asking: Asking, search: str | None, first: int) -> list[str]:
    """Countries."""
    return all_shaped(str, await run(options.countries, search, first))


@answers(CustomerFilterOptions, "states")
async def list_states(options: FilterOptions, _asking: Asking, search: str | None, first: int) -> list[str]:
    """States."""
    return all_shaped(str, await run(options.states, search, first))


@answers(CustomerFilterOptions, "languages")
async def list_languages(options: FilterOptions, _asking: Asking, search: str | None, first: int) -> list[str]:
    """Languages."""
    return all_shaped(str, await run(options.languages, search, first))


@answers(CustomerFilterOptions, "offers")
async def list_offers(options: FilterOptions, _asking: Asking, search: str | None, first: int) -> list[Offer]:
    """Offers."""
    return all_shaped(Offer, await run(options.offers, search, first))


@answers(CustomerFilterOptions, "plans")
async def list_plans(options: FilterOptions, _asking: Asking, search: str | None, first: int) -> list[Plan]:
    """Plans."""
    return all_shaped(Plan, await run(options.plans, search, first))


@answers(CustomerFilterOptions, "subscription_ids")
async def list_subscriptions(options: FilterOptions, _asking: Asking, search: str | None, first: int) -> list[str]:
    """Subscriptions."""
    return all_shaped(str, await run(options.subscription_ids, search, first))
