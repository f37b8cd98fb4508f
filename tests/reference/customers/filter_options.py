"""What a filter of the customers page can choose from."""

from collections.abc import Iterable
from typing import Any

from tests.reference.customers.slice import cut_slice
from tests.reference.marketplace import Marketplace
from tests.reference.profiles import show_offer, show_plan


def answer_filter_options(
    market: Marketplace, publisher_id: str, range_: dict[str, Any] | None = None
) -> dict[str, list[Any]]:
    """CustomerFilterOptions of a range, without search, uncut: all values that alone would leave somebody in P."""
    cut = cut_slice(market, publisher_id, "OWNER", range_, None)
    facts, members = cut.facts, cut.find_members()
    profiles = [facts.customers[own] for own in members]
    rows = [row for own in members for row in cut.seen_in(own)]
    offers = {row.offer_id for row in rows if row.offer_id is not None}
    plans = {(row.offer_id, row.plan_id) for row in rows if row.offer_id is not None and row.plan_id is not None}
    return {
        "salesChannels": sort_texts(row.sales_channel for row in rows),
        "customerTypes": sort_texts(profile.customer_type for profile in profiles),
        "countries": list_places([profile.country for profile in profiles]),
        "states": list_places([profile.state for profile in profiles]),
        "languages": sort_texts(profile.language for profile in profiles),
        "offers": sorted(
            (show_offer(facts, offer_id) for offer_id in offers),
            key=lambda offer: (offer["name"].casefold(), offer["offerId"]),
        ),
        "plans": [
            show_plan(facts, *key) for key in sorted(plans, key=lambda key: sort_key(facts.plans[key].name, key))
        ],
        "subscriptionIds": sort_texts(row.subscription_id for row in rows),
    }


def sort_texts(values: Iterable[str | None]) -> list[str]:
    """Distinct known values by the code points of their casefold, then by themselves."""
    return sorted({value for value in values if value is not None}, key=lambda value: (value.casefold(), value))


def list_places(values: list[str | None]) -> list[str]:
    """Known places, then "unknown" where one is missing: what the filter takes."""
    known = sort_texts(values)
    return [*known, "unknown"] if None in values and "unknown" not in known else known


def sort_key(name: str | None, key: tuple[str, str]) -> tuple[str, tuple[str, str]]:
    """A plan is found under its name, else under its id."""
    return (name or key[1]).casefold(), key
