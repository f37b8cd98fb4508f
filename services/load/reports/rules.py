"""Rules that several reports share: whose offer, which country, when a cancellation counts."""

from collections.abc import Mapping

from services.load.reports.columns import Problem

OFFER_MISSING = Problem(
    "coalesce(trim(offer_id), '') = '' and coalesce(trim(product_id), '') = '' and coalesce(trim(offer_name), '') = ''",
    "offer_id product_id offer_name",
    "is empty: every row needs an offer's id or name",
)
BEFORE_PURCHASE = "lies before the purchase"
CANCELED = "state in ('canceled', 'cancelled')"
STATE = {"state": "coalesce(lower(trim(status)), '')"}


def country_values(present: frozenset[str]) -> Mapping[str, str]:
    """SQL of the lake's country and country_code: a code is mapped to its ISO 3166 name, and a name to its code."""
    if "country_code" in present:
        return {
            "country": "coalesce(read_country(country), country_name(country_code_of(country_code)), country_code)",
            "country_code": "coalesce(country_code_of(country_code), country_code, country_code_of(country))",
        }
    return {"country": "read_country(country)", "country_code": "country_code_of(country)"}


def carried_countries(present: frozenset[str]) -> frozenset[str]:
    """Either of the two columns brings both."""
    both = frozenset({"country", "country_code"})
    return both if present & both else frozenset()


def clamp_cancellation(day: str, cell: str) -> str:
    """SQL of the day of a cancellation: the purchase day where only the zone puts it one day earlier."""
    return f"case when {day} = ordered_on - 1 and read_utc_day({cell}) >= ordered_on then ordered_on else {day} end"
