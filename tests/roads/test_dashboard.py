"""Every widget of the customers page answers as the reference does, under any range and filter."""

from itertools import compress
from typing import Any

import pytest
from hypothesis import strategies as st

from tests.marketplaces import filters, list_values, ranges
from tests.reference import customers
from tests.roads.asking import Asker, list_askers
from tests.roads.draws import draw_value, draw_values
from tests.roads.stage import Stage

MEASURES = ("ORDERS", "NORMALIZED_USAGE", "RAW_USAGE")
TURNS = {"OWNER": 3, "CONTRIBUTOR": 1}
Variables = dict[str, Any]


def compare_dashboard(asker: Asker, chosen: Variables, measure: str, bands: int, top: int) -> None:
    """Every widget under one range and filter."""
    narrowed = (asker.market, asker.publisher_id, chosen.get("range"), chosen.get("filter"))

    def compare(document: str, field: str, answer: Any, **arguments: Any) -> None:
        path = f"customerDashboard.{field}"
        asker.compare(document, path, lambda: answer(*narrowed, **arguments, role=asker.role), **chosen, **arguments)

    compare("summary", "summary", customers.answer_summary)
    compare("trend", "trend", customers.answer_trend)
    compare("geography", "geography", customers.answer_geography)
    compare("concentration", "concentration", customers.answer_concentration, measure=measure, bands=bands)
    compare("leaderboard", "leaderboard", customers.answer_leaderboard, measure=measure, top=top)
    compare("by_customer_type", "byCustomerType", customers.answer_by_customer_type, measure=measure)
    compare("orders_by_plan", "ordersByPlan", customers.answer_orders_by_plan, top=5)
    compare("seats_by_plan", "seatsByPlan", customers.answer_seats_by_plan, top=2)


@pytest.mark.parametrize(("preset", "measure"), [(None, 0), ("LAST_3_MONTHS", 1), ("LAST_12_MONTHS", 2)])
def test_presets(stage: Stage, preset: str | None, measure: int) -> None:
    chosen = {} if preset is None else {"range": {"preset": preset}}
    for asker in list_askers(stage, ("OWNER", "CONTRIBUTOR")[: 2 if preset is None else 1]):
        compare_dashboard(asker, chosen, MEASURES[measure], 10, 50)


def test_ranges_and_filters(stage: Stage, number: int) -> None:
    for position, asker in enumerate(list_askers(stage)):
        for asked in draw_values(dashboards(asker), 10 * number + position, TURNS[asker.role]):
            compare_dashboard(asker, *asked)


@st.composite
def dashboards(draw: st.DrawFn, asker: Asker) -> tuple[Variables, str, int, int]:
    """Range and filter, measure, bands and top; of a contributor now and then with a filter that is refused."""
    personal = asker.role == "OWNER" or draw(st.integers(0, 3)) == 0
    chosen = {"range": draw(ranges(asker.market)), "filter": draw(filters(asker.market, personal))}
    measure, bands = draw(st.sampled_from(MEASURES)), draw(st.sampled_from((10, 10, 20, 50, 100, 7)))
    return chosen, measure, bands, draw(st.sampled_from((1, 3, 50)))


def test_months_and_filter_options(stage: Stage, number: int) -> None:
    for asker in list_askers(stage):
        for range_ in (None, draw_value(ranges(stage.market), number)):
            asked = (asker.market, asker.publisher_id, range_)
            months, options = customers.answer_months(*asked), customers.answer_filter_options(*asked)
            asker.match("months", "customerDashboard.months", months, range=range_)
            asker.match("filter_options", "customerDashboard.filterOptions", options, range=range_)


@pytest.mark.parametrize(("search", "first"), [("E", 2), ("-1", 100), ("%", 100), ("", 1)])
def test_search_in_filter_options(stage: Stage, search: str, first: int) -> None:
    names = ("countries", "states", "languages", "subscriptionIds")
    for asker in list_askers(stage, ("OWNER",)):
        everything = customers.answer_filter_options(asker.market, asker.publisher_id)
        texts: dict[str, list[tuple[str, ...]]] = {name: [(each,) for each in everything[name]] for name in names}
        texts["offers"] = [(each["name"], each["offerId"]) for each in everything["offers"]]
        texts["plans"] = [(each["name"] or "", each["planId"]) for each in everything["plans"]]
        for name, options in texts.items():
            found = [any(search.casefold() in text.casefold() for text in option) for option in options]
            everything[name] = list(compress(everything[name], found))[:first]
        path = "customerDashboard.filterOptions"
        asker.match("filter_options", path, everything, search=search, first=first)


def test_breakdown_of_one_customer(stage: Stage, number: int) -> None:
    ids = [*list_values(stage.market, "customer_id"), "nobody"]
    for position, asker in enumerate(list_askers(stage)):
        customer_id = ids[(number + position) % len(ids)]
        range_ = draw_value(ranges(stage.market), number + position)
        for document, field, answer in (
            ("orders_by_plan", "ordersByPlan", customers.answer_orders_by_plan),
            ("seats_by_plan", "seatsByPlan", customers.answer_seats_by_plan),
        ):
            known = answer(asker.market, asker.publisher_id, range_, None, customer_id, 2, asker.role)
            chosen = {"range": range_, "customerId": customer_id, "top": 2}
            asker.match(document, f"customerDashboard.{field}", known, **chosen)
