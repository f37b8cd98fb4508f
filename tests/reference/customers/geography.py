"""The customers of the range by country."""

from typing import Any

from tests.reference.customers.slice import CustomerSlice, cut_slice, measure_orders
from tests.reference.exact import divide, show_decimal
from tests.reference.marketplace import Marketplace


def answer_geography(
    market: Marketplace,
    publisher_id: str,
    range_: dict[str, Any] | None = None,
    filter_: dict[str, Any] | None = None,
    role: str = "OWNER",
) -> list[dict[str, Any]]:
    """CountrySpread rows, most customers first, then by country, the unknown country last."""
    cut = cut_slice(market, publisher_id, role, range_, filter_)
    members = cut.find_members()
    countries: dict[str | None, list[str]] = {}
    for own in members:
        countries.setdefault(cut.facts.customers[own].country, []).append(own)
    rows = [show_country(cut, country, ids, len(members)) for country, ids in countries.items()]
    return sorted(rows, key=lambda row: (-row["customers"], row["country"] is None, row["country"] or ""))


def show_country(cut: CustomerSlice, country: str | None, ids: list[str], total: int) -> dict[str, Any]:
    codes = [code for own in ids if (code := cut.facts.customers[own].country_code) is not None]
    usage = [row for own in ids for row in cut.usage_in(own)]
    return {
        "country": country,
        "countryCode": min(codes, default=None),
        "customers": len(ids),
        "share": divide(len(ids), total),
        "newCustomers": sum(cut.is_new(own) for own in ids),
        "orders": sum(len(cut.orders_in(own)) for own in ids),
        "normalizedHours": show_decimal(measure_orders([], usage, "NORMALIZED_USAGE")),
        "rawHours": show_decimal(measure_orders([], usage, "RAW_USAGE")),
    }
