from datetime import date
from decimal import Decimal
from pathlib import Path

from domain.filters import CustomerFilter
from services.customers.geography import CountrySpread, ask_geography
from tests.services.customers.shop import Shop

EVERYTHING = CustomerFilter()


def test_countries_share_the_customers_of_the_range(tmp_path: Path) -> None:
    shop = Shop(date(2024, 3, 31))
    shop.customer("c1", country="Germany", country_code="DE")
    shop.customer("c2", country="Germany")
    shop.customer("c3", country="Chile", country_code="CL")
    shop.order("c1", date(2023, 5, 3))
    shop.usage("c1", date(2024, 2, 4), 3, 4)
    shop.order("c2", date(2024, 2, 3))
    shop.order("c2", date(2024, 3, 3))
    shop.usage("c3", date(2023, 11, 4), 100, 100)
    shop.order("c4", date(2024, 1, 31))
    assert ask_geography(shop.view(tmp_path), EVERYTHING, shop.months("2024-02", "2024-03")) == (
        CountrySpread("Germany", "DE", 2, 2 / 4, 1, 2, Decimal(3), Decimal(4)),
        CountrySpread("Chile", "CL", 1, 1 / 4, 0, 0, Decimal(0), Decimal(0)),
        CountrySpread(None, None, 1, 1 / 4, 0, 0, Decimal(0), Decimal(0)),
    )


def test_who_left_before_the_range_and_came_after_it_is_not_of_it(tmp_path: Path) -> None:
    shop = Shop(date(2024, 4, 30))
    shop.order("c1", date(2024, 1, 3), date(2024, 1, 31))
    shop.order("c2", date(2024, 4, 1))
    assert ask_geography(shop.view(tmp_path), EVERYTHING, shop.months("2024-02", "2024-03")) == ()


def test_who_was_active_before_the_range_and_left_in_it_is_of_it(tmp_path: Path) -> None:
    shop = Shop(date(2024, 4, 30))
    shop.order("c1", date(2024, 1, 3), date(2024, 2, 1))
    (row,) = ask_geography(shop.view(tmp_path), EVERYTHING, shop.months("2024-02", "2024-03"))
    assert (row.customers, row.new_customers, row.orders) == (1, 0, 0)


def test_usage_after_the_cancellation_keeps_a_customer_in_the_range(tmp_path: Path) -> None:
    shop = Shop(date(2024, 4, 30))
    shop.order("c1", date(2024, 1, 3), date(2024, 1, 9))
    shop.usage("c1", date(2024, 3, 9), revenue=-5)
    view = shop.view(tmp_path)
    assert [row.customers for row in ask_geography(view, EVERYTHING, shop.months("2024-02", "2024-03"))] == [1]
    assert [row.customers for row in ask_geography(view, EVERYTHING, shop.months("2024-04", "2024-04"))] == []


def test_bought_and_canceled_on_one_day_of_the_range_is_of_it(tmp_path: Path) -> None:
    shop = Shop(date(2024, 4, 30))
    shop.order("c1", date(2024, 3, 3), date(2024, 3, 3))
    (row,) = ask_geography(shop.view(tmp_path), EVERYTHING, shop.months("2024-02", "2024-03"))
    assert (row.customers, row.new_customers, row.orders) == (1, 1, 1)
