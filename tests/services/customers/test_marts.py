from datetime import date
from functools import partial
from pathlib import Path

import pyarrow as pa
import pytest

from domain.filters import CustomerFilter
from domain.measures import RangePreset
from domain.pages import PageRequest
from domain.ranges import MonthRange, resolve_range
from domain.scope import Role
from services.customers.details import list_customers
from services.customers.filter_options import SUBSCRIPTIONS, ask_filter_options, subscription_parameters
from services.customers.leaderboard import ask_leaderboard
from services.customers.marts import list_marts
from services.customers.slice import open_slice
from services.customers.trend import TREND, ask_trend
from services.questions import named
from tests.parts import make_house, make_view, store
from tests.services.customers.shop import Shop


def test_marts_have_names_of_their_own(tmp_path: Path) -> None:
    view = Shop(date(2024, 3, 31)).view(tmp_path)
    names = [source.mart(question, parameters) for source, question, parameters in list_marts(view)]
    # the channels, stays and dealings; the members and their opening of all times and of each preset, and for a preset: six questions,
    # the first subscriptions, two questions for each of three measures
    assert len(names) == len(set(names)) == 3 + 4 * 2 + 3 * (6 + 1 + 2 * 3)


def test_the_empty_filter_answers_from_a_mart_and_no_other_does(tmp_path: Path) -> None:
    shop = Shop(date(2024, 3, 31))
    shop.order("c1", date(2024, 3, 3))
    shop.order("c2", date(2024, 3, 3))
    view = shop.view(tmp_path)
    months = resolve_range(MonthRange(preset=RangePreset.LAST_3_MONTHS), view.as_of)
    parameters = next(parameters for _, question, parameters in list_marts(view) if question is TREND)
    stored = open_slice(view, CustomerFilter(customer_id=("c1",)), None).run(TREND, parameters)
    store(view.part, TREND, parameters, stored)
    fresh = make_view(tmp_path, [view.part], house=make_house(tmp_path))
    assert [point.active for point in ask_trend(fresh, CustomerFilter(), months)] == [0, 0, 0, 1]
    everyone = CustomerFilter(country=("unknown",))
    assert [point.active for point in ask_trend(fresh, everyone, months)] == [0, 0, 0, 2]


def test_every_mart_can_be_asked(tmp_path: Path) -> None:
    shop = Shop(date(2024, 3, 31))
    shop.order("c1", date(2024, 3, 3))
    view = shop.view(tmp_path)
    counts = {
        question.name: source.run(question, parameters).num_rows for source, question, parameters in list_marts(view)
    }
    assert counts == {
        "customers.stays": 1,
        "customers.members": 1,
        "customers.channels": 0,
        "customers.opening": 1,
        "customers.all_dealings": 1,
        "customers.filter_subscriptions": 0,
        "customers.trend": 1,
        "customers.geography": 1,
        "customers.customer_types": 1,
        "customers.plans": 1,
        "customers.filter_places": 4,
        "customers.filter_dealings": 1,
        "customers.concentration": 1,
        "customers.leaderboard": 1,
    }


@pytest.mark.parametrize("size", [1, 50])
def test_the_first_page_of_the_details_is_their_opening(tmp_path: Path, size: int) -> None:
    shop = Shop(date(2024, 3, 31))
    for number in range(60):
        name = f"c{number:02}"
        shop.order(
            name, date(2024, 3, 1 + number % 5), subscription=f"s{number}", channel="Direct" if number % 2 else None
        )
        shop.usage(name, date(2024, 3, 20), raw=number, offer="o2", channel="Reseller")
    view = shop.view(tmp_path)
    for source, question, parameters in list_marts(view):
        store(view.part, question, parameters, source.run(question, parameters), source)
    fresh = make_view(tmp_path, [view.part], house=make_house(tmp_path))
    for months in (None, resolve_range(MonthRange(), view.as_of)):
        listed = partial(list_customers, fresh, CustomerFilter(), months, (), with_total=True)
        everybody, opening = listed(PageRequest(first=1000)), listed(PageRequest(first=size))
        assert (len(everybody.rows), everybody.total, opening.total) == (60, 60, 60)
        assert (opening.rows, opening.cursors) == (everybody.rows[:size], everybody.cursors[:size])
        assert (opening.has_previous, opening.has_next) == (False, True)
        following = listed(PageRequest(first=1000, after=opening.cursors[-1]))
        assert (following.rows, following.has_next) == (everybody.rows[size:], False)
    first = opening.rows[0]
    assert (first.customer.customer_id, first.sales_channels, first.subscription_ids) == ("c04", ("Reseller",), ("s4",))


def test_what_is_kept_for_an_owner_is_not_shown_to_a_contributor(tmp_path: Path) -> None:
    shop = Shop(date(2024, 3, 31))
    shop.customer("c1", company_name="Secret", consent=True)
    shop.order("c1", date(2024, 3, 3))
    view = shop.view(tmp_path)
    for source, question, parameters in list_marts(view):
        store(view.part, question, parameters, source.run(question, parameters), source)
    house, months = make_house(tmp_path), resolve_range(MonthRange(), view.as_of)
    for role, name in ((Role.OWNER, "Secret"), (Role.CONTRIBUTOR, None)) * 2:
        asking = make_view(tmp_path, [view.part], role=role, house=house)
        page = list_customers(asking, CustomerFilter(), months, (), PageRequest())
        leaders = ask_leaderboard(asking, CustomerFilter(), months)
        assert [row.customer.company_name for row in page.rows] == [name]
        assert [entry.customer.company_name for entry in leaders.entries] == [name]


def test_an_opening_of_nobody(tmp_path: Path) -> None:
    view = Shop(date(2024, 3, 31)).view(tmp_path)
    for source, question, parameters in list_marts(view):
        store(view.part, question, parameters, source.run(question, parameters), source)
    fresh = make_view(tmp_path, [view.part], house=make_house(tmp_path))
    page = list_customers(fresh, CustomerFilter(), None, (), PageRequest(), with_total=True)
    assert (page.rows, page.has_next, page.total) == ((), False, 0)


def test_the_first_subscriptions_are_stored_and_a_search_is_asked(tmp_path: Path) -> None:
    shop = Shop(date(2024, 3, 31))
    for name in ("b-2", "a-1", "c-2"):
        shop.order("c1", date(2024, 3, 3), subscription=name)
    view = shop.view(tmp_path)
    months = resolve_range(MonthRange(), view.as_of)
    store(
        view.part,
        SUBSCRIPTIONS,
        named(**subscription_parameters(months, None, 50)),
        pa.table({"subscription_id": ["stored"]}),
    )
    options = ask_filter_options(make_view(tmp_path, [view.part], house=make_house(tmp_path)), months)
    assert options.subscription_ids() == ("stored",)
    assert options.subscription_ids(search="2") == ("b-2", "c-2")
    assert options.subscription_ids(first=2) == ("a-1", "b-2")
