from datetime import date
from pathlib import Path

import pytest

from domain.errors import BadInputError
from domain.filters import CustomerFilter
from services.customers.plans import NO_ORDERS, PlanBreakdown, PlanRest, ask_orders_by_plan, ask_seats_by_plan
from tests.services.customers.shop import Shop

EVERYTHING = CustomerFilter()
Slices = list[tuple[str, str | None, int, float | None]]


def read_slices(breakdown: PlanBreakdown) -> Slices:
    return [
        (each.offer.offer_id, each.plan.plan_id if each.plan else None, each.value, each.share)
        for each in breakdown.slices
    ]


def plans_shop() -> Shop:
    """Seven plans with 2 orders of p1 and one of each other, one of them without a plan."""
    shop = Shop(date(2024, 3, 31))
    shop.order("c1", date(2024, 3, 1), plan="p1", quantity=5)
    shop.order("c2", date(2024, 3, 2), date(2024, 3, 9), plan="p1", quantity=7)
    shop.order("c1", date(2024, 3, 1), offer="o2", plan=None, quantity=2)
    for number in range(2, 6):
        shop.order("c2", date(2024, 3, 1), plan=f"p{number}", quantity=number)
    shop.order("c2", date(2024, 3, 1), offer="o2", plan="p1", quantity=1)
    shop.order("c2", date(2024, 2, 29), plan="p9", quantity=100)
    return shop


def test_the_five_largest_plans_and_the_rest(tmp_path: Path) -> None:
    shop = plans_shop()
    found = ask_orders_by_plan(shop.view(tmp_path), EVERYTHING, shop.months("2024-03", "2024-03"))[None]
    assert read_slices(found) == [
        ("o1", "p1", 2, 2 / 8),
        ("o1", "p2", 1, 1 / 8),
        ("o1", "p3", 1, 1 / 8),
        ("o1", "p4", 1, 1 / 8),
        ("o1", "p5", 1, 1 / 8),
    ]
    assert (found.total, found.rest) == (8, PlanRest(2, 2, 2 / 8))


def test_a_missing_plan_is_a_slice_of_its_own_after_the_offers_plans(tmp_path: Path) -> None:
    shop = plans_shop()
    found = ask_orders_by_plan(shop.view(tmp_path), EVERYTHING, shop.months("2024-03", "2024-03"), top=7)[None]
    assert read_slices(found)[5:] == [("o2", "p1", 1, 1 / 8), ("o2", None, 1, 1 / 8)]
    assert found.rest is None


def test_seats_are_those_of_orders_not_canceled_on_the_last_day(tmp_path: Path) -> None:
    shop = plans_shop()
    found = ask_seats_by_plan(shop.view(tmp_path), EVERYTHING, shop.months("2024-03", "2024-03"), top=3)[None]
    # 5 p1 (the canceled 7 left out), 2 without plan, 2 + 3 + 4 + 5, 1 of o2
    assert read_slices(found) == [("o1", "p1", 5, 5 / 22), ("o1", "p5", 5, 5 / 22), ("o1", "p4", 4, 4 / 22)]
    assert (found.total, found.rest) == (22, PlanRest(4, 8, 8 / 22))


def test_seats_canceled_after_the_range_still_count_in_it(tmp_path: Path) -> None:
    shop = Shop(date(2024, 4, 30))
    shop.order("c1", date(2024, 3, 1), date(2024, 4, 1), quantity=3)
    view = shop.view(tmp_path)
    assert ask_seats_by_plan(view, EVERYTHING, shop.months("2024-03", "2024-03"))[None].total == 3
    assert ask_seats_by_plan(view, EVERYTHING, shop.months("2024-03", "2024-04"))[None] == NO_ORDERS


def test_orders_without_seats_have_a_slice_without_share(tmp_path: Path) -> None:
    shop = Shop(date(2024, 3, 31))
    shop.order("c1", date(2024, 3, 1), quantity=0)
    found = ask_seats_by_plan(shop.view(tmp_path), EVERYTHING, shop.months("2024-03", "2024-03"))[None]
    assert (found.total, read_slices(found)) == (0, [("o1", "p1", 0, None)])


def test_several_customers_are_answered_at_once(tmp_path: Path) -> None:
    shop = plans_shop()
    view, months = shop.view(tmp_path), shop.months("2024-03", "2024-03")
    found = ask_orders_by_plan(view, EVERYTHING, months, [None, "c1", "c2", "nobody"])
    assert {key: breakdown.total for key, breakdown in found.items()} == {None: 8, "c1": 2, "c2": 6, "nobody": 0}
    assert read_slices(found["c1"]) == [("o1", "p1", 1, 1 / 2), ("o2", None, 1, 1 / 2)]
    assert found["nobody"] == NO_ORDERS


def test_a_customer_that_the_filter_leaves_out_has_no_orders(tmp_path: Path) -> None:
    shop = plans_shop()
    chosen = CustomerFilter(customer_id=("c2",))
    found = ask_orders_by_plan(shop.view(tmp_path), chosen, shop.months("2024-03", "2024-03"), ["c1"])
    assert found == {"c1": NO_ORDERS}


def test_a_top_out_of_range_is_refused(tmp_path: Path) -> None:
    shop = plans_shop()
    with pytest.raises(BadInputError, match="top: 0; give 1 to 1000"):
        ask_orders_by_plan(shop.view(tmp_path), EVERYTHING, shop.months("2024-03", "2024-03"), top=0)
