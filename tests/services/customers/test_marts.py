from datetime import date
from pathlib import Path

import pyarrow.parquet as pq

from domain.filters import CustomerFilter
from domain.measures import RangePreset
from domain.ranges import MonthRange, resolve_range
from services.customers.marts import list_marts
from services.customers.slice import open_slice
from services.customers.trend import TREND, ask_trend
from tests.parts import make_house, make_view
from tests.services.customers.shop import Shop


def test_marts_have_names_of_their_own(tmp_path: Path) -> None:
    view = Shop(date(2024, 3, 31)).view(tmp_path)
    names = [question.mart(parameters) for question, parameters in list_marts(view.as_of)]
    # two shared tables and the details of all times; per preset: the details, six questions, two for each of three measures
    assert len(names) == len(set(names)) == 2 + 1 + 3 * (1 + 6 + 2 * 3)


def test_the_empty_filter_answers_from_a_mart_and_no_other_does(tmp_path: Path) -> None:
    shop = Shop(date(2024, 3, 31))
    shop.order("c1", date(2024, 3, 3))
    shop.order("c2", date(2024, 3, 3))
    view = shop.view(tmp_path)
    months = resolve_range(MonthRange(preset=RangePreset.LAST_3_MONTHS), view.as_of)
    asked = {(question.name, parameters): question for question, parameters in list_marts(view.as_of)}
    parameters = next(key[1] for key in asked if key[0] == TREND.name)
    stored = open_slice(view, CustomerFilter(customer_id=("c1",)), None).run(TREND, parameters)
    pq.write_table(stored, view.part.mart(TREND.mart(parameters)))
    fresh = make_view(tmp_path, [view.part], house=make_house(tmp_path))
    assert [point.active for point in ask_trend(fresh, CustomerFilter(), months)] == [0, 0, 0, 1]
    everyone = CustomerFilter(country=("unknown",))
    assert [point.active for point in ask_trend(fresh, everyone, months)] == [0, 0, 0, 2]


def test_every_mart_can_be_asked(tmp_path: Path) -> None:
    shop = Shop(date(2024, 3, 31))
    shop.order("c1", date(2024, 3, 3))
    view = shop.view(tmp_path)
    source = open_slice(view, CustomerFilter(), None)
    counts = {
        question.name: source.run(question, parameters).num_rows for question, parameters in list_marts(view.as_of)
    }
    assert counts == {
        "customers.stays": 1,
        "customers.presence": 2,  # held, and ordered in a month
        "customers.details": 1,
        "customers.trend": 1,
        "customers.geography": 1,
        "customers.customer_types": 1,
        "customers.plans": 1,
        "customers.filter_places": 4,
        "customers.filter_dealings": 1,
        "customers.concentration": 1,
        "customers.leaderboard": 1,
    }
