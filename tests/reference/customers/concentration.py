"""How much of a measure the largest customers hold."""

from typing import Any

from tests.reference.customers.slice import MEASURES, CustomerSlice, cut_slice, measure_orders
from tests.reference.exact import divide, show_decimal
from tests.reference.marketplace import Marketplace
from tests.reference.refused import RefusedError

BANDS = (10, 20, 50, 100)


def sort_members(cut: CustomerSlice, measure: str) -> list[tuple[str, int]]:
    """P with its measure in the range (millionths), largest first, ties by id."""
    if measure not in MEASURES:
        raise RefusedError("BAD_INPUT", measure)
    values = [(own, measure_orders(cut.orders_in(own), cut.usage_in(own), measure)) for own in cut.find_members()]
    return sorted(values, key=lambda pair: (-pair[1], pair[0]))


def answer_concentration(
    market: Marketplace,
    publisher_id: str,
    range_: dict[str, Any] | None = None,
    filter_: dict[str, Any] | None = None,
    measure: str = "ORDERS",
    bands: int = 10,
    role: str = "OWNER",
) -> dict[str, Any]:
    """Concentration."""
    if bands not in BANDS:
        raise RefusedError("BAD_INPUT", "bands: 10, 20, 50 or 100")
    values = [value for _, value in sort_members(cut_slice(market, publisher_id, role, range_, filter_), measure)]
    return {
        "measure": measure,
        "total": show_decimal(sum(values)),
        "customers": len(values),
        "bands": [show_band(values, band, bands) for band in range(1, bands + 1)],
    }


def show_band(values: list[int], band: int, bands: int) -> dict[str, Any]:
    count = len(values)
    start, end = -(-count * (band - 1) // bands), -(-count * band // bands)
    return {
        "percentile": 100 * band // bands,
        "customers": end - start,
        "value": show_decimal(sum(values[start:end])),
        "cumulativeValue": show_decimal(sum(values[:end])),
        "cumulativeShare": divide(sum(values[:end]), sum(values)),
    }
