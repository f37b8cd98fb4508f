"""Laws that answers keep on any marketplace, under any filter and segment."""

from itertools import pairwise
from typing import Any

from hypothesis import strategies as st

from tests.marketplaces import filters, ranges, segments
from tests.roads.asking import LARGEST, Asker, list_askers
from tests.roads.draws import draw_value, draw_values
from tests.roads.stage import Stage
from tests.roads.survey import PERSONAL, RETENTION, leave_out, survey, survey_customers

TURNS = 1
STEP_FOUR = ("dateAcquired", "dateLost", "active")
Variables = dict[str, Any]


@st.composite
def pages(draw: st.DrawFn, asker: Asker) -> Variables:
    """A range and a filter, or none."""
    return {"range": draw(ranges(asker.market)), "filter": draw(st.none() | filters(asker.market))}


def ask_widget(asker: Asker, document: str, field: str, chosen: Variables, **arguments: Any) -> Any:
    return asker.ask(document, f"customerDashboard.{field}", **chosen, **arguments)


def add_plans(breakdown: Variables) -> int:
    """The sum of the slices and the rest."""
    rest = breakdown["rest"]["value"] if breakdown["rest"] else 0
    return int(sum(part["value"] for part in breakdown["slices"]) + rest)


def test_parts_add_up_to_wholes(stage: Stage, number: int) -> None:
    for position, asker in enumerate(list_askers(stage, ("OWNER",))):
        for chosen in draw_values(pages(asker), 10 * number + position, TURNS):
            concentration = ask_widget(asker, "concentration", "concentration", chosen)
            geography = ask_widget(asker, "geography", "geography", chosen)
            orders = int(concentration["total"])
            assert sum(row["customers"] for row in geography) == concentration["customers"]
            assert sum(row["orders"] for row in geography) == orders
            assert sum(band["customers"] for band in concentration["bands"]) == concentration["customers"]
            assert sum(int(band["value"]) for band in concentration["bands"]) == orders
            by_plan = ask_widget(asker, "orders_by_plan", "ordersByPlan", chosen, top=1)
            assert (add_plans(by_plan), by_plan["total"]) == (orders, orders)
            by_type = ask_widget(asker, "by_customer_type", "byCustomerType", chosen)
            assert sum(int(point["new"]) + int(point["existing"]) for point in by_type) == orders
            board = ask_widget(asker, "leaderboard", "leaderboard", chosen, top=LARGEST)
            assert sum(int(entry["value"]) for entry in board["entries"]) == orders
            assert len(board["entries"]) == concentration["customers"]


def test_active_customers_balance(stage: Stage, number: int) -> None:
    for position, asker in enumerate(list_askers(stage, ("OWNER",))):
        for chosen in draw_values(pages(asker), 10 * number + position, TURNS):
            trend = ask_widget(asker, "trend", "trend", chosen)
            for before, row in pairwise(trend):
                assert row["active"] == row["new"] + row["existing"]
                assert row["active"] - before["active"] == row["acquired"] + row["reactivated"] - row["churned"]
            summary = ask_widget(asker, "summary", "summary", chosen)
            assert summary["total"] == summary["active"] == trend[-1]["active"]
            assert summary["churned"] == sum(row["churned"] for row in trend)


def test_curves_stay_within_their_base(stage: Stage, number: int) -> None:
    for position, asker in enumerate(list_askers(stage, ("OWNER",))):
        for segment in draw_values(st.none() | segments(asker.market), 10 * number + position, TURNS):
            for offer_id in asker.facts.offers:
                for granularity in ("DAY", "WEEK", "MONTH"):
                    compare_with_base(asker, {"offerId": offer_id, "granularity": granularity, "segment": segment})


def compare_with_base(asker: Asker, asked: Variables) -> None:
    """0 <= retained <= eligible <= base; all of it on Day 0; eligible falls, buckets add up to the offers."""
    found = {document: asker.ask(document, "offer.retention", **asked) for document in RETENTION[:3]}
    base, points = found["base"]["base"]["accounts"], found["curve"]["curve"]["points"]
    for point in points:
        assert 0 <= point["retained"] <= point["eligible"] <= base
        assert point["dormant"] == point["eligible"] - point["retained"]
        assert 0 <= point["interval"]["low"] <= point["score"] <= point["interval"]["high"] <= 1
    assert all(later["eligible"] <= point["eligible"] for point, later in pairwise(points))
    if asked["granularity"] == "DAY" and points:
        assert (points[0]["eligible"], points[0]["retained"]) == (base, base)
    standing = found["standing"]["standing"]
    if standing is not None:
        assert sum(bucket["offers"] for bucket in standing["distribution"]) == standing["totalOffers"]
        assert standing["rank"] + standing["offersBehind"] == standing["totalOffers"]


def test_narrower_filter_never_enlarges_the_customers_of_the_range(stage: Stage, number: int) -> None:
    for position, asker in enumerate(list_askers(stage, ("OWNER",))):
        for range_, wide, more in draw_values(narrowings(asker), 10 * number + position, TURNS):
            narrow = {**wide, **more}
            assert list_members(asker, range_, narrow) <= list_members(asker, range_, wide)


@st.composite
def narrowings(draw: st.DrawFn, asker: Asker) -> tuple[Variables | None, Variables, Variables]:
    """A range, a filter, and conditions to add to it; without step (4), which looks at what the others left."""
    wide, more = draw(filters(asker.market)), draw(filters(asker.market))
    added = {name: value for name, value in more.items() if name not in (*STEP_FOUR, *wide)}
    return draw(ranges(asker.market)), leave_out(wide, STEP_FOUR), added


def list_members(asker: Asker, range_: Variables | None, filter_: Variables) -> set[str]:
    nodes = asker.ask("customers", "customers.nodes", range=range_, filter=filter_, first=LARGEST)
    return {node["customer"]["customerId"] for node in nodes}


def test_masking_alters_no_visible_number(stage: Stage, number: int) -> None:
    owner, contributor = (Asker(stage, stage.publishers[0], role) for role in ("OWNER", "CONTRIBUTOR"))
    assert leave_out(survey(contributor, offers=1), PERSONAL) == leave_out(survey(owner, offers=1), PERSONAL)
    asked = {"filter": draw_value(filters(stage.market, personal=False), number)}
    answers = (survey_customers(asker, asked) for asker in (owner, contributor))
    assert leave_out(next(answers), PERSONAL) == leave_out(next(answers), PERSONAL)
