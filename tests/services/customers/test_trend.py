from dataclasses import astuple
from datetime import date
from pathlib import Path

from domain.filters import CustomerFilter
from domain.ranges import Months
from services.customers.growth import Growth
from services.customers.months import DashboardMonth, ask_months
from services.customers.summary import CustomerSummary, ask_summary
from services.customers.trend import CustomerTrendPoint, ask_trend
from services.view import View
from tests.services.customers.shop import Shop

EVERYTHING = CustomerFilter()


def read_points(view: View, months: Months, chosen: CustomerFilter = EVERYTHING) -> list[tuple[int, ...]]:
    """Active, new, existing, churned, acquired, reactivated of each month."""
    return [astuple(point)[2:8] for point in ask_trend(view, chosen, months)]


def test_statuses_of_a_customer_through_its_life(tmp_path: Path) -> None:
    shop = Shop(date(2024, 6, 30))
    shop.order("c1", date(2024, 2, 10), date(2024, 4, 20))
    shop.order("c1", date(2024, 6, 5))
    months = shop.months("2024-01", "2024-06")
    assert read_points(shop.view(tmp_path), months) == [
        (0, 0, 0, 0, 0, 0),
        (1, 1, 0, 0, 1, 0),
        (1, 0, 1, 0, 0, 0),
        (0, 0, 0, 1, 0, 0),
        (0, 0, 0, 0, 0, 0),
        (1, 0, 1, 0, 0, 1),  # canceled then bought again: one customer, existing, reactivated
    ]


def test_bought_and_canceled_in_one_month_is_acquired_and_churned(tmp_path: Path) -> None:
    shop = Shop(date(2024, 3, 31))
    shop.order("c1", date(2024, 2, 3), date(2024, 2, 28))
    assert read_points(shop.view(tmp_path), shop.months("2024-01", "2024-03")) == [
        (0, 0, 0, 0, 0, 0),
        (0, 0, 0, 1, 1, 0),
        (0, 0, 0, 0, 0, 0),
    ]


def test_canceled_on_the_first_of_a_month_churns_in_that_month(tmp_path: Path) -> None:
    shop = Shop(date(2024, 3, 31))
    shop.order("c1", date(2024, 1, 3), date(2024, 3, 1))
    assert read_points(shop.view(tmp_path), shop.months("2024-02", "2024-03")) == [
        (1, 0, 1, 0, 0, 0),
        (0, 0, 0, 1, 0, 0),
    ]


def test_replaced_within_the_month_of_its_cancellation_stays_active(tmp_path: Path) -> None:
    shop = Shop(date(2024, 3, 31))
    shop.order("c1", date(2024, 1, 3), date(2024, 2, 5))
    shop.order("c1", date(2024, 2, 20), offer="o2")
    assert read_points(shop.view(tmp_path), shop.months("2024-01", "2024-03")) == [
        (1, 1, 0, 0, 1, 0),
        (1, 0, 1, 0, 0, 0),
        (1, 0, 1, 0, 0, 0),
    ]


def test_canceled_and_tried_again_in_one_month_churns_once(tmp_path: Path) -> None:
    shop = Shop(date(2024, 3, 31))
    shop.order("c1", date(2024, 1, 3), date(2024, 2, 5))
    shop.order("c1", date(2024, 2, 7), date(2024, 2, 9))
    assert read_points(shop.view(tmp_path), shop.months("2024-01", "2024-03")) == [
        (1, 1, 0, 0, 1, 0),
        (0, 0, 0, 1, 0, 0),
        (0, 0, 0, 0, 0, 0),
    ]


def test_coming_back_for_less_than_a_month_is_reactivated_and_churned(tmp_path: Path) -> None:
    shop = Shop(date(2024, 4, 30))
    shop.order("c1", date(2024, 1, 3), date(2024, 2, 5))
    shop.order("c1", date(2024, 4, 7), date(2024, 4, 9))
    assert read_points(shop.view(tmp_path), shop.months("2024-04", "2024-04")) == [(0, 0, 0, 1, 0, 1)]


def test_everything_held_must_be_canceled_to_churn(tmp_path: Path) -> None:
    shop = Shop(date(2024, 3, 31))
    shop.order("c1", date(2024, 1, 3), date(2024, 2, 5))
    shop.order("c1", date(2024, 1, 9), date(2024, 3, 5), offer="o2")
    assert read_points(shop.view(tmp_path), shop.months("2024-02", "2024-03")) == [
        (1, 0, 1, 0, 0, 0),
        (0, 0, 0, 1, 0, 0),
    ]


def test_usage_alone_acquires_and_never_churns(tmp_path: Path) -> None:
    shop = Shop(date(2024, 3, 31))
    shop.usage("c1", date(2024, 1, 3))
    assert read_points(shop.view(tmp_path), shop.months("2024-01", "2024-03")) == [
        (1, 1, 0, 0, 1, 0),
        (1, 0, 1, 0, 0, 0),
        (1, 0, 1, 0, 0, 0),
    ]


def test_new_under_an_offer_filter_means_new_to_the_offer(tmp_path: Path) -> None:
    shop = Shop(date(2024, 3, 31))
    shop.order("c1", date(2024, 1, 3))
    shop.order("c1", date(2024, 3, 3), offer="o2")
    view = shop.view(tmp_path)
    assert read_points(view, shop.months("2024-03", "2024-03")) == [(1, 0, 1, 0, 0, 0)]
    assert read_points(view, shop.months("2024-03", "2024-03"), CustomerFilter(offer_id=("o2",))) == [
        (1, 1, 0, 0, 1, 0)
    ]


def test_the_customers_own_date_counts_only_without_a_row_filter(tmp_path: Path) -> None:
    shop = Shop(date(2024, 3, 31))
    shop.acquired("c1", date(2024, 1, 3), date(2024, 2, 20))
    shop.order("c1", date(2024, 2, 20))
    view, months = shop.view(tmp_path), shop.months("2024-01", "2024-02")
    assert read_points(view, months) == [(1, 1, 0, 0, 1, 0), (1, 0, 1, 0, 0, 0)]
    assert read_points(view, months, CustomerFilter(offer_id=("o1",))) == [(0, 0, 0, 0, 0, 0), (1, 1, 0, 0, 1, 0)]


def test_points_carry_month_partial_and_growth(tmp_path: Path) -> None:
    shop = Shop(date(2024, 3, 15))
    shop.order("c1", date(2023, 12, 3))
    shop.order("c2", date(2023, 12, 3))
    shop.order("c3", date(2024, 2, 3))
    shop.order("c4", date(2024, 3, 3))
    months = shop.months("2024-01", "2024-03")
    assert ask_trend(shop.view(tmp_path), EVERYTHING, months) == (
        CustomerTrendPoint(date(2024, 1, 1), False, 2, 0, 2, 0, 0, 0, Growth(0.0, 0.0)),
        CustomerTrendPoint(date(2024, 2, 1), False, 3, 1, 2, 0, 1, 0, Growth(1 / 2, 1 / 2)),
        CustomerTrendPoint(date(2024, 3, 1), True, 4, 1, 3, 0, 1, 0, Growth(1 / 3, 2 / 2)),
    )
    assert ask_months(months) == (
        DashboardMonth(date(2024, 1, 1), False),
        DashboardMonth(date(2024, 2, 1), False),
        DashboardMonth(date(2024, 3, 1), True),
    )


def test_growth_of_the_first_month_is_against_the_month_before_the_range(tmp_path: Path) -> None:
    shop = Shop(date(2024, 3, 31))
    shop.order("c1", date(2024, 1, 3))
    shop.order("c2", date(2024, 2, 3))
    point = ask_trend(shop.view(tmp_path), EVERYTHING, shop.months("2024-02", "2024-03"))[0]
    assert point.growth == Growth(1.0, 0.0)


def test_growth_from_nothing_has_no_value(tmp_path: Path) -> None:
    shop = Shop(date(2024, 2, 29))
    shop.order("c1", date(2024, 2, 3))
    points = ask_trend(shop.view(tmp_path), EVERYTHING, shop.months("2024-01", "2024-02"))
    assert [point.growth for point in points] == [Growth(None, None), Growth(None, None)]


def test_summary_is_the_last_month_and_all_that_churned(tmp_path: Path) -> None:
    shop = Shop(date(2024, 3, 31))
    shop.order("c1", date(2024, 1, 3), date(2024, 2, 5))
    shop.order("c2", date(2024, 1, 3), date(2024, 3, 5))
    shop.order("c3", date(2024, 1, 3))
    shop.order("c4", date(2024, 3, 3))
    summary = ask_summary(shop.view(tmp_path), EVERYTHING, shop.months("2024-01", "2024-03"))
    assert summary == CustomerSummary(total=2, active=2, new=1, existing=1, churned=2, growth=Growth(0.0, -1 / 3))


def test_a_publisher_without_rows_has_points_of_zeros(tmp_path: Path) -> None:
    shop = Shop(date(2024, 2, 29))
    assert read_points(shop.view(tmp_path), shop.months("2024-01", "2024-02")) == [(0, 0, 0, 0, 0, 0)] * 2
