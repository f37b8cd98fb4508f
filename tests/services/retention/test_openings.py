"""The first page of a list, answered by the build, is the beginning of the list; the pages after it go on from there."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from db.parts import Part
from domain.filters import Segment
from domain.measures import Granularity, RetentionStatus, SortDirection
from domain.pages import Order, Page, PageRequest
from domain.scope import Role
from services.retention.customers import RetentionCustomer, list_retention_customers
from services.retention.details import RetentionDetail, list_retention_details
from services.retention.marts import retention_marts
from services.retention.slice import open_whole
from services.view import View
from tests.parts import make_house, make_view, store
from tests.services.retention.world import World, ago

MOST = PageRequest(first=1000)


@pytest.fixture(scope="module")
def part(tmp_path_factory: pytest.TempPathFactory) -> Part:
    """Two offers; of the first more accounts are retained, and more dormant, than an opening holds, many with equal revenue."""
    world = World()
    for index in range(130):
        name, first = f"a{index:03}", ago(60 + index % 7)
        days = [first, first + timedelta(days=1)] if index % 2 else [first, first + timedelta(days=index % 5 + 2)]
        world.use(name, *days, offer="vm", revenue=index % 9, plan=None if index % 11 == 0 else "basic")
        world.use(name, first, offer="vm", plan="pro", billing_type="Trial")
    world.use("a000", ago(100), ago(99), offer="web", revenue=3)
    part = world.write(tmp_path_factory.mktemp("openings"))
    whole = open_whole(open_view(part))
    for question, parameters in retention_marts(part.as_of):
        store(part, question, parameters, whole.run(question, parameters))
    return part


def open_view(part: Part, role: Role = Role.OWNER) -> View:
    return make_view(part.folder.parents[2], [part], role=role)


def accounts(
    view: View, request: PageRequest, status: RetentionStatus, offer: int = 0, orders: tuple[Order, ...] = ()
) -> Page[RetentionCustomer]:
    return list_retention_customers(view, offer, Granularity.DAY, Segment(), 1, status, orders, request, True)


def days(view: View, request: PageRequest, offer: int = 0) -> Page[RetentionDetail]:
    return list_retention_details(view, offer, Segment(), (), request, True)


@pytest.mark.parametrize("status", RetentionStatus)
@pytest.mark.parametrize("size", [1, 50])
def test_accounts_begin_with_their_opening(part: Part, status: RetentionStatus, size: int) -> None:
    view = open_view(part)
    everybody = accounts(view, MOST, status)
    assert (len(everybody.rows), everybody.total) == (65, 65)
    opening = accounts(view, PageRequest(first=size), status)
    assert (opening.rows, opening.cursors) == (everybody.rows[:size], everybody.cursors[:size])
    assert (opening.has_previous, opening.has_next, opening.total) == (False, True, 65)
    following = accounts(view, PageRequest(first=1000, after=opening.cursors[-1]), status)
    assert (following.rows, following.has_previous, following.has_next) == (everybody.rows[size:], True, False)


def test_an_offer_with_few_accounts_has_them_all_in_its_opening(part: Part) -> None:
    view = open_view(part)
    opening = accounts(view, PageRequest(), RetentionStatus.RETAINED, offer=1)
    assert opening == accounts(view, MOST, RetentionStatus.RETAINED, offer=1)
    assert [(row.account_id, row.revenue, row.revenue_on_day) for row in opening.rows] == [
        ("a000", Decimal(6), Decimal(3))
    ]
    assert accounts(view, PageRequest(), RetentionStatus.DORMANT, offer=1).rows == ()


def test_another_order_is_not_the_opening(part: Part) -> None:
    view = open_view(part)
    orders = (Order("account_id", SortDirection.DESC),)
    found = accounts(view, PageRequest(first=1), RetentionStatus.RETAINED, orders=orders)
    assert [row.account_id for row in found.rows] == ["a129"]


@pytest.mark.parametrize("size", [1, 50])
def test_days_of_usage_begin_with_their_opening(part: Part, size: int) -> None:
    view = open_view(part)
    everything = days(view, MOST)
    assert (len(everything.rows), everything.total) == (390, 390)
    opening = days(view, PageRequest(first=size))
    assert (opening.rows, opening.cursors) == (everything.rows[:size], everything.cursors[:size])
    assert (opening.has_previous, opening.has_next, opening.total) == (False, True, 390)
    following = days(view, PageRequest(first=1000, after=opening.cursors[-1]))
    assert (following.rows, following.has_previous, following.has_next) == (everything.rows[size:], True, False)


def test_an_offer_with_few_days_has_them_all_in_its_opening(part: Part) -> None:
    view = open_view(part)
    opening = days(view, PageRequest(), offer=1)
    assert opening == days(view, MOST, offer=1)
    assert [(row.retained_on, row.revenue, row.revenue_on_day) for row in opening.rows] == [
        (ago(99), Decimal(6), Decimal(3)),
        (ago(100), Decimal(3), Decimal(3)),
    ]


def test_a_contributor_sees_nobody_in_an_opening(tmp_path: Path) -> None:
    world = World()
    world.customer("c", {"company_name": "Secret"}, consent=True)
    world.use("c", ago(60), ago(59))
    part = world.write(tmp_path)
    whole = open_whole(open_view(part))
    for question, parameters in retention_marts(part.as_of):
        store(part, question, parameters, whole.run(question, parameters))
    house = make_house(tmp_path)
    for role, name in ((Role.OWNER, "Secret"), (Role.CONTRIBUTOR, None)) * 2:
        # one house for both: what is kept for one role is not the other's
        view = make_view(tmp_path, [part], role=role, house=house)
        found = accounts(view, PageRequest(), RetentionStatus.RETAINED)
        assert [row.customer.company_name for row in found.rows] == [name]
        assert [row.customer.company_name for row in days(view, PageRequest()).rows] == [name, name]
