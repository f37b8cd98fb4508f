"""Every day of usage, one row per customer, plan and day."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from domain.errors import BadInputError, ForbiddenFieldError
from domain.filters import DateRange, Segment
from domain.measures import SortDirection
from domain.pages import Order, Page, PageRequest
from domain.scope import Role
from services.retention import details
from services.retention.details import RetentionDetail, list_retention_details
from services.view import View
from tests.services.retention.world import World, ago


def ask(
    view: View, orders: Sequence[Order] = (), request: PageRequest | None = None, segment: Segment | None = None
) -> Page[RetentionDetail]:
    return list_retention_details(view, 0, segment or Segment(), orders, request or PageRequest(), with_total=True)


def identify(page: Page[RetentionDetail]) -> list[tuple[int, str, str | None]]:
    """Days before the last as_of, customer and plan of each row."""
    return [
        ((ago(0) - row.retained_on).days, row.customer.customer_id, row.plan.plan_id if row.plan else None)
        for row in page.rows
    ]


def test_a_row_says_all_about_a_customers_day(tmp_path: Path) -> None:
    world = World()
    world.use("z", ago(90), account="x", plan="basic", revenue=100)
    world.use("a", ago(70), account="x", plan="basic", revenue=8)
    world.use("a", ago(60), account="x", plan="basic", revenue=4, hours=2, currency="EUR", sales_channel="Enterprise")
    world.use("a", ago(60), account="x", plan="basic", revenue=2, hours=3, currency="USD", billing_type="Paid")
    world.use("a", ago(60), account="x", plan="pro", revenue=1)
    world.use("a", ago(60), account="x", plan="pro", offer="web", revenue=1)
    page = ask(world.view(tmp_path))
    assert (page.total, identify(page)) == (
        4,
        [(60, "a", "basic"), (60, "a", "pro"), (70, "a", "basic"), (90, "z", "basic")],
    )
    row = page.rows[0]
    assert (row.offer.offer_id, row.currency_code, row.sales_channel, row.billing_type) == ("vm", "USD", None, "Paid")
    assert (row.first_used_on, row.retained_on, row.days_from_first_use) == (ago(90), ago(60), 30)
    assert (row.revenue, row.revenue_on_day) == (Decimal(14), Decimal(6))


def test_days_come_newest_first_ties_by_customer_then_plan_a_missing_plan_last(tmp_path: Path) -> None:
    world = World()
    world.use("b", ago(5), ago(3), plan="pro")
    world.use("a", ago(3), plan=None)
    world.use("a", ago(3), plan="pro")
    world.use("a", ago(3), plan="basic")
    assert identify(ask(world.view(tmp_path))) == [
        (3, "a", "basic"),
        (3, "a", "pro"),
        (3, "a", None),
        (3, "b", "pro"),
        (5, "b", "pro"),
    ]


def test_rows_lie_in_the_18_months_but_revenue_accumulates_from_the_start(tmp_path: Path) -> None:
    world = World()
    # the window starts on 2023-02-28, 550 days before as_of
    world.use("a", ago(551), ago(550), ago(44), revenue=1)
    rows = ask(world.view(tmp_path)).rows
    assert [(row.retained_on, row.revenue, row.days_from_first_use) for row in rows] == [
        (ago(44), Decimal(3), 507),
        (ago(550), Decimal(2), 1),
    ]


def test_the_row_with_most_hours_speaks_normalized_then_raw_then_by_name(tmp_path: Path) -> None:
    world = World()
    world.use("a", ago(5), hours=1, currency="AUD", normalized_hours=5)
    world.use("a", ago(5), hours=9, currency="BRL", normalized_hours=4)
    world.use("b", ago(5), hours=1, currency="AUD", normalized_hours=5)
    world.use("b", ago(5), hours=2, currency="BRL", normalized_hours=5)
    world.use("c", ago(5), currency=None)
    world.use("c", ago(5), currency="CHF")
    world.use("c", ago(5), currency="DKK")
    assert [row.currency_code for row in ask(world.view(tmp_path)).rows] == ["AUD", "BRL", "CHF"]


@pytest.mark.parametrize(
    ("orders", "expected"),
    [
        ([Order("retained_on")], [(9, "a"), (8, "a"), (8, "b"), (2, "b"), (1, "a")]),
        # accumulated: a 30, 50, 60 and b 45, 60
        ([Order("revenue", SortDirection.DESC)], [(1, "a"), (2, "b"), (8, "a"), (8, "b"), (9, "a")]),
        ([Order("revenue_on_day")], [(1, "a"), (2, "b"), (8, "a"), (9, "a"), (8, "b")]),
        ([Order("country"), Order("days_from_first_use")], [(8, "b"), (2, "b"), (9, "a"), (8, "a"), (1, "a")]),
        (
            [Order("plan_id", SortDirection.DESC), Order("retained_on")],
            [(9, "a"), (8, "a"), (1, "a"), (8, "b"), (2, "b")],
        ),
        ([Order("name")], [(1, "a"), (8, "a"), (9, "a"), (2, "b"), (8, "b")]),
        ([Order("sales_channel", SortDirection.DESC)], [(2, "b"), (8, "b"), (1, "a"), (8, "a"), (9, "a")]),
        ([Order("billing_type")], [(1, "a"), (2, "b"), (8, "a"), (8, "b"), (9, "a")]),
    ],
)
def test_every_order_keeps_the_newest_first_among_equals(
    tmp_path: Path, orders: list[Order], expected: list[tuple[int, str]]
) -> None:
    world = World()
    for day, revenue in ((9, 30), (8, 20), (1, 10)):
        world.use("a", ago(day), plan="basic", revenue=revenue)
    for day, revenue in ((8, 45), (2, 15)):
        world.use("b", ago(day), plan=None, revenue=revenue, sales_channel="CSP")
    world.customer("b", country="Austria")
    assert [(day, name) for day, name, _ in identify(ask(world.view(tmp_path), orders))] == expected


@pytest.mark.parametrize("field", [None, "revenue", "country", "currency_code", "name", "company_name"])
@pytest.mark.parametrize(("rows", "keys"), [(12, 12), (11, 12), (11, 11)])
def test_pages_go_on_in_both_directions_whatever_is_kept_of_the_list(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows: int, keys: int, field: str | None
) -> None:
    monkeypatch.setattr(details, "KEPT_ROWS", rows)
    monkeypatch.setattr(details, "KEPT_KEYS", keys)
    world = World()
    for number, name in enumerate(("a", "b", "c")):
        world.use(name, *(ago(day) for day in range(4)), plan=None, revenue=number + 1)
    view, orders = world.view(tmp_path), [Order(field, SortDirection.DESC)] if field else []
    whole = ask(view, orders)
    first = ask(view, orders, PageRequest(first=5))
    second = ask(view, orders, PageRequest(first=5, after=first.cursors[-1]))
    third = ask(view, orders, PageRequest(first=5, after=second.cursors[-1]))
    last = ask(view, orders, PageRequest(last=2))
    assert [len(page.rows) for page in (whole, first, second, third, last)] == [12, 5, 5, 2, 2]
    assert (*first.rows, *second.rows, *third.rows) == whole.rows
    assert [(page.has_previous, page.has_next) for page in (first, second, third)] == [
        (False, True),
        (True, True),
        (True, False),
    ]
    assert (last.rows, last.has_previous, last.has_next, last.total) == (whole.rows[-2:], True, False, 12)
    before = ask(view, orders, PageRequest(last=5, before=second.cursors[0]))
    assert (before.rows, before.has_previous, before.has_next) == (first.rows, False, True)


def test_a_segment_leaves_out_accounts_by_their_first_use(tmp_path: Path) -> None:
    world = World()
    world.use("a", ago(30), ago(20))
    world.use("b", ago(20), ago(10))
    segment = Segment(first_used=DateRange(ago(25), None))
    assert identify(ask(world.view(tmp_path), segment=segment)) == [(10, "b", "basic"), (20, "b", "basic")]


def test_an_offer_without_usage_has_no_rows(tmp_path: Path) -> None:
    world = World()
    world.offer("idle")
    world.use("a", ago(5), offer="vm")
    page = ask(world.view(tmp_path))
    assert (page.rows, page.total, page.has_next) == ((), 0, False)


def test_refused_orders(tmp_path: Path) -> None:
    world = World()
    world.use("a", ago(5))
    view = world.view(tmp_path, role=Role.CONTRIBUTOR)
    with pytest.raises(ForbiddenFieldError, match="orderBy: CITY is personal"):
        ask(view, [Order("city")])
    with pytest.raises(BadInputError, match="orderBy: OFFER is no field of retention details"):
        ask(view, [Order("offer")])


@pytest.mark.parametrize("segment", [Segment(), Segment(exclude_trials=True)])
def test_the_window_begins_and_ends_within_months(tmp_path: Path, segment: Segment) -> None:
    world = World()
    days = [date(2023, 2, 27), date(2023, 2, 28), date(2023, 3, 1), date(2024, 8, 30), date(2024, 8, 31)]
    world.use("a", *days)
    world.use("a", *days[1:], billing_type="Free")
    assert ago(0) == days[-1]
    page = ask(world.view(tmp_path), segment=segment)
    assert ([row.retained_on for row in page.rows], page.total) == (days[:0:-1], 4)


@pytest.mark.parametrize("size", [1, 3, 7, 100])
def test_pages_of_a_segment_go_through_days_near_and_far(tmp_path: Path, size: int) -> None:
    world = World()
    for name, plan in (("a", "basic"), ("a", None), ("b", "basic"), ("b", "pro")):
        world.use(name, *(ago(day) for day in (0, 6, 7, 8, 55, 56, 57, 63, 64, 120, 400)), plan=plan)
        world.use(name, ago(7), plan=plan, billing_type="Free")
    view = world.view(tmp_path)
    segment = Segment(exclude_trials=True)
    whole, found, request = identify(ask(view)), [], PageRequest(first=size)
    while True:
        page = ask(view, request=request, segment=segment)
        found += identify(page)
        if not page.has_next:
            break
        request = PageRequest(first=size, after=page.cursors[-1])
    assert (found, page.total, len(whole)) == (whole, 44, 44)
