from datetime import date
from decimal import Decimal
from pathlib import Path

from domain.filters import CustomerFilter
from domain.measures import Measure
from services.customers.customer_types import CustomerTypePoint, ask_customer_types
from services.customers.growth import Growth
from tests.services.customers.shop import Shop

EVERYTHING = CustomerFilter()


def read_values(points: tuple[CustomerTypePoint, ...]) -> list[tuple[int, int]]:
    """New and existing of each month, whole numbers all."""
    return [(int(point.new), int(point.existing)) for point in points]


def test_orders_of_new_and_existing_customers(tmp_path: Path) -> None:
    shop = Shop(date(2024, 4, 15))
    shop.order("c1", date(2024, 1, 3))
    shop.order("c1", date(2024, 2, 3))
    shop.order("c2", date(2024, 2, 3), date(2024, 2, 4))
    shop.order("c2", date(2024, 2, 9))
    shop.order("c2", date(2024, 3, 9))
    shop.order("c2", date(2024, 4, 9))
    found = ask_customer_types(shop.view(tmp_path), EVERYTHING, shop.months("2024-02", "2024-04"))
    assert found == (
        CustomerTypePoint(date(2024, 2, 1), False, Decimal(2), Decimal(1), Growth(2.0, 0.0)),
        CustomerTypePoint(date(2024, 3, 1), False, Decimal(0), Decimal(1), Growth(-2 / 3, -2 / 3)),
        CustomerTypePoint(date(2024, 4, 1), True, Decimal(0), Decimal(1), Growth(None, None)),
    )


def test_usage_before_the_first_order_makes_new(tmp_path: Path) -> None:
    shop = Shop(date(2024, 3, 31))
    shop.usage("c1", date(2024, 2, 3), 4, 8)
    shop.order("c1", date(2024, 3, 3))
    shop.usage("c1", date(2024, 3, 9), 5, 10)
    view, months = shop.view(tmp_path), shop.months("2024-02", "2024-03")
    normalized = ask_customer_types(view, EVERYTHING, months, Measure.NORMALIZED_USAGE)
    assert read_values(normalized) == [(4, 0), (0, 5)]
    raw = ask_customer_types(view, EVERYTHING, months, Measure.RAW_USAGE)
    assert read_values(raw) == [(8, 0), (0, 10)]
    orders = ask_customer_types(view, EVERYTHING, months, Measure.ORDERS)
    assert read_values(orders) == [(0, 0), (0, 1)]


def test_an_earlier_date_of_the_customer_makes_existing_but_not_under_an_offer_filter(tmp_path: Path) -> None:
    shop = Shop(date(2024, 3, 31))
    shop.acquired("c1", date(2024, 1, 3), date(2024, 3, 3))
    shop.order("c1", date(2024, 3, 3))
    view, months = shop.view(tmp_path), shop.months("2024-03", "2024-03")
    assert read_values(ask_customer_types(view, EVERYTHING, months)) == [(0, 1)]
    chosen = CustomerFilter(offer_id=("o1",))
    assert read_values(ask_customer_types(view, chosen, months)) == [(1, 0)]


def test_new_and_existing_add_up_to_the_measure(tmp_path: Path) -> None:
    shop = Shop(date(2024, 3, 31))
    for number in range(9):
        for month in range(1, 1 + number % 4):
            shop.order(f"c{number}", date(2024, month, 1 + number))
    points = ask_customer_types(shop.view(tmp_path), EVERYTHING, shop.months("2024-01", "2024-03"))
    assert [point.new + point.existing for point in points] == [6, 4, 2]
