"""Ranges of calendar months, and the conditions of a filter on the rows and on the profile of a customer."""

from datetime import date
from typing import Any

from tests.reference.days import month_of
from tests.reference.facts import Facts
from tests.reference.profiles import mask_personal, tell_access
from tests.reference.refused import RefusedError
from tests.reference.retention.slice import is_selected

PRESETS = {"LAST_3_MONTHS": 3, "LAST_6_MONTHS": 6, "LAST_12_MONTHS": 12}
DEFAULT_RANGE = {"preset": "LAST_6_MONTHS"}
LONGEST = 120
ROW_FILTERS = ("offerId", "plan", "subscriptionId", "salesChannel")
TEXT_FILTERS = ("companyName", "name", "email", "city", "postalCode")


def list_months(range_: dict[str, Any], as_of: date) -> list[int]:
    """The months of a MonthRange; `to` is cut to the month of as_of."""
    now = month_of(as_of)
    if range_.get("preset") is not None:
        return list(range(now - PRESETS[range_["preset"]], now + 1))
    span = range_["months"]
    start, end = month_of(date.fromisoformat(span["from"])), min(month_of(date.fromisoformat(span["to"])), now)
    if start > end or end - start + 1 > LONGEST:
        raise RefusedError("BAD_INPUT", "from is after to, or more than 120 months")
    return list(range(start, end + 1))


def has_row_filter(filter_: dict[str, Any]) -> bool:
    return any(filter_.get(name) is not None for name in ROW_FILTERS)


def match_row(
    filter_: dict[str, Any],
    offer_id: str | None,
    plan_id: str | None,
    subscription_id: str | None,
    sales_channel: str | None,
) -> bool:
    """Step (1): does an order, acquisition or usage row pass the row filters? Without an offer it passes none."""
    if not has_row_filter(filter_):
        return True
    offers, plans, subscriptions = filter_.get("offerId"), filter_.get("plan"), filter_.get("subscriptionId")
    keys = None if plans is None else [(key["offerId"], key["planId"]) for key in plans]
    return (
        offer_id is not None
        and (offers is None or offer_id in offers)
        and (keys is None or (offer_id, plan_id) in keys)
        and (subscriptions is None or subscription_id in subscriptions)
        and is_selected(sales_channel, filter_.get("salesChannel"))
    )


def match_customer(facts: Facts, customer_id: str, role: str, filter_: dict[str, Any]) -> bool:
    """Step (2), dormant left aside: does the profile pass the customer filters?"""
    customer, ids = facts.customers[customer_id], filter_.get("customerId")
    return (
        (ids is None or customer_id in ids)
        and is_selected(customer.country, filter_.get("country"), unknown="unknown")
        and is_selected(customer.state, filter_.get("state"), unknown="unknown")
        and is_selected(customer.language, filter_.get("language"))
        and is_selected(customer.customer_type, filter_.get("customerType"))
        and match_texts(facts, customer_id, role, filter_)
    )


def require_right(filter_: dict[str, Any], role: str) -> None:
    """Only an owner filters by personal data."""
    wanted = [name for name in TEXT_FILTERS if filter_.get(name) is not None]
    if wanted and role != "OWNER":
        raise RefusedError("FORBIDDEN_FIELD", ", ".join(wanted))


def match_texts(facts: Facts, customer_id: str, role: str, filter_: dict[str, Any]) -> bool:
    """Do all filters on personal data match? Hidden and masked values match nothing."""
    wanted = {name: filter_[name] for name in TEXT_FILTERS if filter_.get(name) is not None}
    customer = facts.customers[customer_id]
    if wanted and tell_access(customer, role) != "VISIBLE":
        return False
    personal = mask_personal(customer, role)
    personal_names = [personal["firstName"], personal["lastName"]]
    both = " ".join(part for part in personal_names if part is not None)
    for name, text_filter in wanted.items():
        texts = [*personal_names, both or None] if name == "name" else [personal[name]]
        if not any(text is not None and match_text(text, text_filter) for text in texts):
            return False
    return True


def match_text(text: str, wanted: dict[str, Any]) -> bool:
    """Does a text pass all parts of a TextFilter, compared casefolded?"""
    folded = text.casefold()
    choices, part, start = wanted.get("in"), wanted.get("contains"), wanted.get("startsWith")
    return (
        (choices is None or folded in [choice.casefold() for choice in choices])
        and (part is None or part.casefold() in folded)
        and (start is None or folded.startswith(start.casefold()))
    )
