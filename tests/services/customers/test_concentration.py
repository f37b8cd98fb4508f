from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest

from domain.errors import BadInputError
from domain.filters import CustomerFilter
from domain.measures import Measure
from services.customers.concentration import ConcentrationBand, ask_concentration
from services.customers.leaderboard import ask_leaderboard
from tests.services.customers.shop import Shop

EVERYTHING = CustomerFilter()


def ranked_shop() -> Shop:
    """Seven customers with 6, 5, 4, 3, 2, 1 and 0 hours, the last two without an order."""
    shop = Shop(date(2024, 3, 31))
    for number in range(1, 8):
        shop.usage(f"c{number}", date(2024, 3, 1), 7 - number, 2 * number)
    for number in range(1, 6):
        shop.order(f"c{number}", date(2024, 3, 1), offer="o2")
    return shop


def test_band_ends_at_the_rounded_up_rank(tmp_path: Path) -> None:
    shop = ranked_shop()
    view, months = shop.view(tmp_path), shop.months("2024-03", "2024-03")
    found = ask_concentration(view, EVERYTHING, months, Measure.NORMALIZED_USAGE, 10)
    # ends at ranks ceil(7 * b / 10): 1 2 3 3 4 5 5 6 7 7
    assert [band.customers for band in found.bands] == [1, 1, 1, 0, 1, 1, 0, 1, 1, 0]
    assert [band.value for band in found.bands] == [6, 5, 4, 0, 3, 2, 0, 1, 0, 0]
    assert [band.cumulative_value for band in found.bands] == [6, 11, 15, 15, 18, 20, 20, 21, 21, 21]
    assert found.bands[2] == ConcentrationBand(30, 1, Decimal(4), Decimal(15), 15 / 21)
    assert (found.measure, found.total, found.customers) == (Measure.NORMALIZED_USAGE, Decimal(21), 7)


@pytest.mark.parametrize("bands", [10, 20, 50, 100])
def test_bands_add_up_to_the_whole(tmp_path: Path, bands: int) -> None:
    shop = ranked_shop()
    found = ask_concentration(
        shop.view(tmp_path), EVERYTHING, shop.months("2024-03", "2024-03"), Measure.RAW_USAGE, bands
    )
    ends = [-(-7 * band // bands) for band in range(bands + 1)]
    assert [band.customers for band in found.bands] == [after - before for before, after in pairwise(ends)]
    assert [band.percentile for band in found.bands] == [100 * band // bands for band in range(1, bands + 1)]
    assert sum(band.value for band in found.bands) == found.total == Decimal(56)
    assert found.bands[-1].cumulative_share == 1.0


def test_seven_of_a_hundred_bands_end_at_rank_seven(tmp_path: Path) -> None:
    shop = Shop(date(2024, 3, 31))
    for number in range(100):
        shop.order(f"c{number:02}", date(2024, 3, 1))
    found = ask_concentration(shop.view(tmp_path), EVERYTHING, shop.months("2024-03", "2024-03"), bands=100)
    assert sum(band.customers for band in found.bands[:7]) == 7


def test_nothing_measured_has_no_share(tmp_path: Path) -> None:
    shop = Shop(date(2024, 3, 31))
    shop.usage("c1", date(2024, 3, 1), 5)
    found = ask_concentration(shop.view(tmp_path), EVERYTHING, shop.months("2024-03", "2024-03"), Measure.ORDERS)
    assert (found.total, found.customers) == (Decimal(0), 1)
    assert [band.cumulative_share for band in found.bands] == [None] * 10


def test_no_customers_leave_empty_bands(tmp_path: Path) -> None:
    shop = Shop(date(2024, 3, 31))
    found = ask_concentration(shop.view(tmp_path), EVERYTHING, shop.months("2024-03", "2024-03"))
    assert (found.total, found.customers, len(found.bands)) == (Decimal(0), 0, 10)


def test_another_number_of_bands_is_refused(tmp_path: Path) -> None:
    shop = ranked_shop()
    with pytest.raises(BadInputError, match="bands: 15; give 10, 20, 50 or 100"):
        ask_concentration(shop.view(tmp_path), EVERYTHING, shop.months("2024-03", "2024-03"), bands=15)


def test_leaderboard_ranks_with_ties_by_id_and_zeros(tmp_path: Path) -> None:
    shop = ranked_shop()
    shop.order("c2", date(2024, 3, 9))
    view, months = shop.view(tmp_path), shop.months("2024-03", "2024-03")
    board = ask_leaderboard(view, EVERYTHING, months, Measure.ORDERS)
    entries = [(entry.rank, entry.customer.customer_id, entry.value, entry.share) for entry in board.entries]
    assert entries == [
        (1, "c2", Decimal(2), 2 / 6),
        (2, "c1", Decimal(1), 1 / 6),
        (3, "c3", Decimal(1), 1 / 6),
        (4, "c4", Decimal(1), 1 / 6),
        (5, "c5", Decimal(1), 1 / 6),
        (6, "c6", Decimal(0), 0.0),
        (7, "c7", Decimal(0), 0.0),
    ]
    assert (board.measure, board.total) == (Measure.ORDERS, Decimal(6))
    assert board.entries[0].key == board.entries[0].customer.key == 1


def test_leaderboard_cut_at_the_top_keeps_the_total_of_all(tmp_path: Path) -> None:
    shop = ranked_shop()
    view, months = shop.view(tmp_path), shop.months("2024-03", "2024-03")
    board = ask_leaderboard(view, EVERYTHING, months, Measure.RAW_USAGE, 2)
    assert [(entry.customer.customer_id, entry.value) for entry in board.entries] == [
        ("c7", Decimal(14)),
        ("c6", Decimal(12)),
    ]
    assert board.total == Decimal(56)


@pytest.mark.parametrize("top", [0, 1001])
def test_leaderboard_refuses_a_top_out_of_range(tmp_path: Path, top: int) -> None:
    shop = ranked_shop()
    with pytest.raises(BadInputError, match=f"top: {top}; give 1 to 1000"):
        ask_leaderboard(shop.view(tmp_path), EVERYTHING, shop.months("2024-03", "2024-03"), top=top)
