"""The accounts behind a number of the curve."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from domain.errors import BadCursorError, BadInputError, ForbiddenFieldError
from domain.filters import Segment
from domain.measures import Granularity, PersonalDataAccess, RetentionStatus, SortDirection
from domain.pages import Order, Page, PageRequest
from domain.scope import Role
from services.retention.customers import RetentionCustomer, list_retention_customers
from services.view import View
from tests.services.retention.world import World, ago

RETAINED, DORMANT = RetentionStatus.RETAINED, RetentionStatus.DORMANT


def ask(
    view: View,
    period: int,
    status: RetentionStatus = RETAINED,
    orders: Sequence[Order] = (),
    granularity: Granularity = Granularity.DAY,
    request: PageRequest | None = None,
    segment: Segment | None = None,
) -> Page[RetentionCustomer]:
    return list_retention_customers(
        view, 0, granularity, segment or Segment(), period, status, orders, request or PageRequest(), with_total=True
    )


def names(page: Page[RetentionCustomer]) -> list[str]:
    return [row.account_id for row in page.rows]


def test_a_row_follows_the_offer_over_all_plans(tmp_path: Path) -> None:
    world = World()
    world.use("z", ago(60), account="x", plan="pro", revenue=10, billing_type="Paid")
    world.use("a", ago(55), account="x", plan=None, revenue=5, billing_type="Free")
    world.use("a", ago(50), account="x", plan="basic", revenue=3)
    world.use("a", ago(4), account="x", plan="basic", revenue=100, offer="web")
    world.customer("a", country="Norway")
    page = ask(world.view(tmp_path), 5)
    row = page.rows[0]
    assert (page.total, row.account_id, row.customer.customer_id) == (1, "x", "z")
    assert [customer.customer_id for customer in row.customers] == ["a", "z"]
    assert ([plan.plan_id for plan in row.plans], row.billing_types) == (["basic", "pro"], ("Free", "Paid"))
    assert (row.first_used_on, row.last_used_on, row.days_since_last_use) == (ago(60), ago(50), 50)
    assert (row.revenue, row.revenue_on_day) == (Decimal(15), Decimal(5))


def test_of_several_first_customers_the_lowest_id_stands_for_the_account(tmp_path: Path) -> None:
    world = World()
    world.use("b", ago(60), account="x")
    world.use("c", ago(60), account="x")
    world.use("a", ago(59), account="x")
    row = ask(world.view(tmp_path), 0).rows[0]
    assert (row.customer.customer_id, [each.customer_id for each in row.customers]) == ("b", ["a", "b", "c"])


def test_retained_and_dormant_are_the_accounts_eligible_in_the_period(tmp_path: Path) -> None:
    world = World()
    world.use("a", ago(60), ago(10))
    world.use("b", ago(60))
    world.use("c", ago(49), ago(0))
    world.use("young", ago(44), ago(0))
    view = world.view(tmp_path)
    assert (names(ask(view, 50)), names(ask(view, 50, DORMANT))) == (["a"], ["b"])
    assert (names(ask(view, 49)), names(ask(view, 49, DORMANT))) == (["c"], ["a", "b"])
    assert names(ask(view, 61, DORMANT)) == []


def test_a_week_counts_revenue_to_its_last_day(tmp_path: Path) -> None:
    world = World()
    world.use("a", ago(60), revenue=1)
    world.use("a", ago(53), revenue=2)
    world.use("a", ago(47), revenue=4)
    world.use("a", ago(46), revenue=8)
    row = ask(world.view(tmp_path), 1, granularity=Granularity.WEEK).rows[0]
    assert (row.revenue, row.revenue_on_day) == (Decimal(7), Decimal(6))


def test_most_revenue_comes_first_and_ties_by_account(tmp_path: Path) -> None:
    world = World()
    for name, revenue in (("d", 5), ("a", 1), ("c", 5), ("b", 9)):
        world.use(name, ago(60), revenue=revenue)
    assert names(ask(world.view(tmp_path), 0)) == ["b", "c", "d", "a"]


def test_orders_take_the_row_and_its_customer_nulls_last_both_ways(tmp_path: Path) -> None:
    world = World()
    for index, name in enumerate(("a", "b", "c")):
        world.use(name, ago(60 + index), ago(30))
    world.customer("a", country="norway")
    world.customer("b")
    world.customer("c", country="Austria", date_acquired=date(2020, 1, 1))
    view = world.view(tmp_path)
    ascending = {
        field: names(ask(view, 0, orders=[Order(field)]))
        for field in ("first_used_on", "account_id", "country", "date_acquired", "customer_id", "is_active")
    }
    assert ascending == {
        "first_used_on": ["c", "b", "a"],
        "account_id": ["a", "b", "c"],
        "country": ["c", "a", "b"],
        "date_acquired": ["c", "a", "b"],
        "customer_id": ["a", "b", "c"],
        "is_active": ["a", "b", "c"],
    }
    descending = SortDirection.DESC
    assert names(ask(view, 0, orders=[Order("country", descending)])) == ["a", "c", "b"]
    assert names(ask(view, 0, orders=[Order("last_used_on"), Order("account_id", descending)])) == ["c", "b", "a"]


def test_an_owner_sorts_by_visible_personal_values_alone(tmp_path: Path) -> None:
    world = World()
    for name in ("a", "b", "c", "d"):
        world.use(name, ago(60))
    world.customer("a", {"company_name": "Zeta"}, consent=True)
    world.customer("b", {"company_name": "alpha"}, consent=True)
    world.customer("c", {"company_name": "Aaron"}, consent=False)
    world.customer("d", {"company_name": "Abel"}, consent=True, protected=True)
    page = ask(world.view(tmp_path), 0, orders=[Order("company_name", SortDirection.DESC)])
    assert [(row.account_id, row.customer.company_name) for row in page.rows] == [
        ("a", "Zeta"),
        ("b", "alpha"),
        ("c", None),
        ("d", "************"),
    ]


def test_a_contributor_may_not_sort_by_a_personal_field_and_sees_none(tmp_path: Path) -> None:
    world = World()
    world.use("a", ago(60))
    world.customer("a", {"email": "a@example.com"}, consent=True)
    view = world.view(tmp_path, role=Role.CONTRIBUTOR)
    with pytest.raises(ForbiddenFieldError, match="orderBy: EMAIL is personal"):
        ask(view, 0, orders=[Order("country"), Order("email")])
    customer = ask(view, 0, orders=[Order("country")]).rows[0].customer
    assert (customer.email, customer.personal_data) == (None, PersonalDataAccess.OWNER_ONLY)


def test_pages_go_on_in_both_directions_through_ties(tmp_path: Path) -> None:
    world = World()
    for index in range(7):
        world.use(f"a{index}", ago(60), revenue=index // 3)
    view = world.view(tmp_path)
    first = ask(view, 0, request=PageRequest(first=3))
    second = ask(view, 0, request=PageRequest(first=3, after=first.cursors[-1]))
    third = ask(view, 0, request=PageRequest(first=3, after=second.cursors[-1]))
    back = ask(view, 0, request=PageRequest(last=3, before=third.cursors[0]))
    assert [names(page) for page in (first, second, third)] == [["a6", "a3", "a4"], ["a5", "a0", "a1"], ["a2"]]
    assert names(back) == names(second)
    assert [(page.has_previous, page.has_next) for page in (first, second, third)] == [
        (False, True),
        (True, True),
        (True, False),
    ]


def test_a_cursor_of_the_other_tab_is_refused_where_its_row_is_not_listed(tmp_path: Path) -> None:
    world = World()
    world.use("a", ago(60), ago(59))
    world.use("b", ago(60))
    view = world.view(tmp_path)
    cursor = ask(view, 1).cursors[0]
    with pytest.raises(BadCursorError, match="start again"):
        ask(view, 1, DORMANT, request=PageRequest(after=cursor))


def test_a_negative_period_and_an_unknown_order_are_refused(tmp_path: Path) -> None:
    world = World()
    world.use("a", ago(60))
    view = world.view(tmp_path)
    with pytest.raises(BadInputError, match="period: -1; a period is 0 or more"):
        ask(view, -1)
    with pytest.raises(BadInputError, match="orderBy: PLANS is no field of retention customers"):
        ask(view, 0, orders=[Order("plans")])


def test_a_segment_narrows_customers_plans_and_first_use(tmp_path: Path) -> None:
    world = World()
    world.use("a", ago(100), account="x", plan="basic", billing_type="Free")
    world.use("b", ago(80), account="x", plan="pro", billing_type="Paid", revenue=2)
    row = ask(world.view(tmp_path), 0, segment=Segment(billing_type=("paid",))).rows[0]
    assert (row.customer.customer_id, len(row.customers), row.billing_types) == ("b", 1, ("Paid",))
    assert ([plan.plan_id for plan in row.plans], row.first_used_on, row.revenue) == (["pro"], ago(80), Decimal(2))


def test_a_reported_first_use_is_a_day_of_usage_without_revenue(tmp_path: Path) -> None:
    world = World()
    world.report_first_use("b", ago(70), account="x")
    world.use("a", ago(60), account="x", revenue=3)
    row = ask(world.view(tmp_path), 0).rows[0]
    assert (row.customer.customer_id, row.first_used_on, row.revenue_on_day) == ("b", ago(70), Decimal(0))
