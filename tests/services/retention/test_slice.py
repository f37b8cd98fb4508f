"""Segments: usage narrowed, and first use found anew."""

from datetime import date
from pathlib import Path

import pytest

from domain.filters import DateRange, PlanKey, Segment
from domain.measures import Granularity
from services.retention.cohort_base import ask_bases
from services.retention.curve import ask_curves
from services.retention.slice import open_slice
from services.view import View
from tests.services.retention.world import World, ago


def counted(view: View, segment: Segment) -> int:
    return ask_bases(view, [0], segment)[0].accounts


@pytest.mark.parametrize(
    ("segment", "accounts"),
    [
        (Segment(), 5),
        (Segment(plan=(PlanKey("vm", "pro"),)), 2),
        (Segment(plan=(PlanKey("vm", "pro"), PlanKey("vm", "basic"))), 4),
        (Segment(plan=(PlanKey("web", "pro"),)), 0),
        (Segment(plan=()), 0),
        (Segment(billing_type=("PAID",)), 2),
        (Segment(sales_channel=("straße",)), 1),
        (Segment(sales_channel=("STRASSE", "csp")), 2),
        (Segment(sales_channel=("unknown",)), 0),
        (Segment(exclude_trials=True), 4),
        (Segment(exclude_internal=True), 4),
        (Segment(country=("norway",)), 2),
        (Segment(country=("unknown", "Austria")), 3),
        (Segment(first_used=DateRange(ago(70), ago(60))), 2),
        (Segment(first_used=DateRange(None, ago(80))), 2),
        (Segment(first_used=DateRange(ago(60), None)), 1),
        (Segment(plan=(PlanKey("vm", "pro"),), country=("Norway",)), 1),
    ],
)
def test_values_of_one_kind_are_a_union_and_kinds_an_intersection(
    tmp_path: Path, segment: Segment, accounts: int
) -> None:
    world = World()
    world.use("a", ago(60), plan="pro", billing_type="Paid", sales_channel="STRAßE")
    world.use("b", ago(70), plan="basic", billing_type="Free", sales_channel="CSP")
    world.use("c", ago(80), plan=None, is_trial=True)
    world.use("d", ago(75), plan="pro", billing_type="paid", is_trial=False)
    world.use("e", ago(90), plan="basic")
    world.use("a", ago(65), offer="web", plan="pro")
    world.customer("a", country="Norway")
    world.customer("b", country="Norway")
    world.customer("c", country="Austria")
    world.customer("d", internal=True)
    assert counted(world.view(tmp_path), segment) == accounts


def test_first_use_is_found_anew_in_what_is_left(tmp_path: Path) -> None:
    world = World()
    world.use("a", ago(900), plan="basic")
    world.use("a", ago(60), ago(59), plan="pro")
    view = world.view(tmp_path)
    whole, narrowed = (
        ask_curves(view, [0], Granularity.DAY, segment)[0]
        for segment in (Segment(), Segment(plan=(PlanKey("vm", "pro"),)))
    )
    assert (whole.points, [point.retained for point in narrowed.points[:3]]) == ((), [1, 1, 0])


def test_first_used_follows_the_other_conditions(tmp_path: Path) -> None:
    world = World()
    world.use("a", ago(90), plan="basic")
    world.use("a", ago(60), plan="pro")
    segment = Segment(plan=(PlanKey("vm", "pro"),), first_used=DateRange(ago(65), None))
    assert counted(world.view(tmp_path), segment) == 1


def test_account_days_of_a_segment_are_those_of_the_part(tmp_path: Path) -> None:
    world = World()
    world.use("a", ago(250), ago(60), ago(59), revenue=3)
    world.use("b", ago(60), revenue=-1, account="a")
    world.use("c", date(1999, 12, 31), date(2000, 2, 29), offer="web")
    view = world.view(tmp_path)
    sql = "select * from account_days order by offer, account, day"
    columns = "offer, account, day, n, first_day, first_month, month, revenue, revenue_to_date, next_n"
    whole, narrowed = (
        open_slice(view, segment, 0).query(sql.replace("*", columns), {})
        for segment in (Segment(), Segment(exclude_trials=True))
    )
    assert narrowed.to_dict("records") == whole.to_dict("records")
    assert len(whole) == 5


def test_a_reported_first_use_is_of_the_plan_it_was_reported_for(tmp_path: Path) -> None:
    world = World()
    for name, plan in (("a", "pro"), ("b", "basic")):
        world.report_first_use(name, ago(70), plan=plan)
        world.use(name, ago(60), plan="pro")
    segment = Segment(plan=(PlanKey("vm", "pro"),))
    found = open_slice(world.view(tmp_path), segment, 0).query(
        "select account, n from account_days order by account, n", {}
    )
    assert found.to_dict("list") == {"account": [0, 0, 1], "n": [0, 10, 0]}


def test_one_segment_is_narrowed_once(tmp_path: Path) -> None:
    world = World()
    world.use("a", ago(60))
    view = world.view(tmp_path)
    segment = Segment(exclude_trials=True)
    assert open_slice(view, segment, 0) is open_slice(view, Segment(exclude_trials=True), 0)
    assert open_slice(view, segment, 0) is not open_slice(view, Segment(), 0)
