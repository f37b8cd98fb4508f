"""The retention curve, point by point."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from domain.errors import BadInputError
from domain.filters import Segment
from domain.measures import BenchmarkScope, Granularity, Indicator
from services.retention.curve import RetentionCurve, RetentionPoint, ask_curves, select_points
from services.retention.interval import wilson
from tests.services.retention.world import World, ago


def ask(world: World, home: Path, granularity: Granularity, offer: int = 0) -> RetentionCurve:
    return ask_curves(world.view(home), [offer], granularity, Segment())[offer]


def counts(curve: RetentionCurve) -> list[tuple[int, int, int]]:
    return [(point.period, point.eligible, point.retained) for point in curve.points]


def test_a_point_says_all_about_its_day(tmp_path: Path) -> None:
    world = World()
    world.use("a", ago(60), revenue=10)
    world.use("a", ago(58), revenue=5)
    world.use("b", ago(50), revenue=1)
    world.use("b", ago(47), revenue=100)
    point = ask(world, tmp_path, Granularity.DAY).points[2]
    assert point == RetentionPoint(
        period=2,
        eligible=2,
        retained=1,
        dormant=1,
        score=0.5,
        interval=wilson(1, 2),
        benchmark=0.5,
        benchmark_scope=BenchmarkScope.OWN_OFFERS,
        indicator=Indicator.NEUTRAL,
        significant=False,
        revenue=Decimal(5),
    )


def test_dormant_is_reversible_and_the_curve_may_rise(tmp_path: Path) -> None:
    world = World()
    world.use("a", ago(60), ago(57))
    assert [point.retained for point in ask(world, tmp_path, Granularity.DAY).points[:5]] == [1, 0, 0, 1, 0]


def test_first_use_45_days_ago_is_eligible_to_day_45_week_5_and_month_0(tmp_path: Path) -> None:
    world = World()
    world.use("a", ago(45), ago(0))
    view = world.view(tmp_path)
    curves = {each: ask_curves(view, [0], each, Segment())[0] for each in Granularity}
    assert counts(curves[Granularity.DAY])[45:] == [(45, 1, 1)]
    assert counts(curves[Granularity.WEEK]) == [(0, 1, 1), (1, 1, 0), (2, 1, 0), (3, 1, 0), (4, 1, 0), (5, 1, 0)]
    assert counts(curves[Granularity.MONTH]) == [(0, 1, 1)]
    assert [curve.total for curve in curves.values()] == [1, None, None]


def test_an_account_enters_no_figure_of_a_period_that_has_not_ended_for_it(tmp_path: Path) -> None:
    world = World()
    world.use("old", ago(54), ago(47), revenue=1)
    # day 42 of this account lies in week 6, of which only four days have come
    world.use("young", ago(45), ago(3), revenue=100)
    points = ask(world, tmp_path, Granularity.WEEK).points
    assert [(point.eligible, point.retained, point.revenue) for point in points] == [
        (2, 2, Decimal(101)),
        (2, 1, Decimal(1)),
        (2, 0, Decimal(0)),
        (2, 0, Decimal(0)),
        (2, 0, Decimal(0)),
        (2, 0, Decimal(0)),
        (1, 0, Decimal(0)),
    ]


def test_a_week_is_any_of_its_seven_days_counted_once(tmp_path: Path) -> None:
    world = World()
    world.use("a", ago(60), ago(54), ago(53), ago(47))
    assert counts(ask(world, tmp_path, Granularity.WEEK))[:3] == [(0, 1, 1), (1, 1, 1), (2, 1, 0)]


def test_a_month_is_thirty_days(tmp_path: Path) -> None:
    world = World()
    world.use("a", ago(100), ago(71))
    world.use("b", ago(100), ago(70))
    assert counts(ask(world, tmp_path, Granularity.MONTH)) == [(0, 2, 2), (1, 2, 1), (2, 2, 0)]


def test_usage_is_not_carried_over_a_day_to_the_next(tmp_path: Path) -> None:
    world = World()
    # 23:59 and 00:01 are two days: Day 0 and Day 1
    world.use("a", ago(60), ago(59))
    assert counts(ask(world, tmp_path, Granularity.DAY))[:3] == [(0, 1, 1), (1, 1, 1), (2, 1, 0)]


def test_the_total_is_retained_at_the_horizon(tmp_path: Path) -> None:
    world = World()
    for name in ("a", "b", "c"):
        world.use(name, ago(100))
    world.use("a", ago(55))
    world.use("b", ago(55))
    curve = ask(world, tmp_path, Granularity.DAY)
    assert (curve.total, curve.points[45].score) == (2, 2 / 3)


def test_points_end_at_the_last_period_with_eligible_accounts_or_the_horizon(tmp_path: Path) -> None:
    world = World()
    world.use("a", ago(50))
    curve = ask(world, tmp_path, Granularity.DAY)
    assert [point.period for point in curve.points] == list(range(46))
    assert [point.period for point in select_points(curve, None, 1000)] == list(range(51))


def test_the_longest_curve_is_as_long_as_the_window(tmp_path: Path) -> None:
    world = World()
    world.use("a", ago(550))
    assert select_points(ask(world, tmp_path, Granularity.DAY), None, 10**9)[-1].period == 550


def test_an_offer_without_a_base_has_no_points(tmp_path: Path) -> None:
    world = World()
    world.offer("idle")
    world.use("a", ago(10), offer="vm")
    curves = ask_curves(world.view(tmp_path), [0, 1], Granularity.DAY, Segment())
    assert [(curve.total, curve.points) for curve in curves.values()] == [(None, ()), (None, ())]


def test_points_are_selected_by_period_ascending_and_once(tmp_path: Path) -> None:
    world = World()
    world.use("a", ago(50))
    curve = ask(world, tmp_path, Granularity.DAY)
    assert [point.period for point in select_points(curve, [48, 2, 0, 2, 99], None)] == [0, 2, 48]
    assert [point.period for point in select_points(curve, [48, 2, 0], 10)] == [0, 2]
    assert select_points(curve, [], None) == ()
    assert [point.period for point in select_points(curve, None, 0)] == [0]


@pytest.mark.parametrize(("periods", "up_to", "name"), [([0, -1], None, "periods: -1"), (None, -3, "upTo: -3")])
def test_a_negative_period_is_refused(tmp_path: Path, periods: list[int] | None, up_to: int | None, name: str) -> None:
    world = World()
    world.use("a", ago(50))
    curve = ask(world, tmp_path, Granularity.DAY)
    with pytest.raises(BadInputError, match=f"{name}; a period is 0 or more"):
        select_points(curve, periods, up_to)


def test_revenue_is_exact_and_may_be_negative(tmp_path: Path) -> None:
    world = World()
    world.use("a", ago(60), revenue=1)
    world.uses[-1]["revenue"] = 9_007_199_254_740_993
    world.use("b", ago(60), revenue=-2)
    point = ask(world, tmp_path, Granularity.DAY).points[0]
    assert point.revenue == Decimal("9007199252.740993")


def test_pooled_cohorts_are_divided_once(tmp_path: Path) -> None:
    world = World()
    for index in range(10):
        world.use(f"a{index}", ago(60), *([ago(50)] if index < 2 else []), offer="small")
    for index in range(100):
        world.use(f"b{index}", ago(60), offer="zero")
    curves = ask_curves(world.view(tmp_path), [0, 1], Granularity.DAY, Segment())
    small, zero = (curve.points[10] for curve in curves.values())
    assert (small.score, small.benchmark, small.indicator, small.significant) == (0.2, 2 / 110, Indicator.GOOD, True)
    assert (zero.score, zero.benchmark, zero.indicator, zero.significant) == (0.0, 2 / 110, Indicator.BAD, False)


def test_a_cohort_that_is_not_complete_enters_only_its_finished_days(tmp_path: Path) -> None:
    world = World()
    for index in range(4):
        world.use(f"a{index}", ago(80), *([ago(20)] if index < 3 else []))
    world.use("young", ago(50), ago(0))
    points = select_points(ask(world, tmp_path, Granularity.DAY), [50, 60], None)
    assert [(point.eligible, point.retained, point.score) for point in points] == [(5, 1, 0.2), (4, 3, 0.75)]


def test_day_0_is_neutral_and_not_significant(tmp_path: Path) -> None:
    world = World()
    for index in range(10):
        world.use(f"a{index}", ago(60))
    world.use("b", ago(60), offer="other")
    point = ask(world, tmp_path, Granularity.DAY, offer=1).points[0]
    assert (point.score, point.benchmark, point.indicator, point.significant) == (1.0, 1.0, Indicator.NEUTRAL, False)


def test_days_step_by_the_calendar_across_a_daylight_saving_change(tmp_path: Path) -> None:
    world = World()
    first = ago(154)
    world.use("a", first, first + timedelta(days=1), first + timedelta(days=2))
    assert first.isoformat() == "2024-03-30"
    assert [point.retained for point in ask(world, tmp_path, Granularity.DAY).points[:4]] == [1, 1, 1, 0]


def test_retained_never_exceeds_eligible_which_never_rises(tmp_path: Path) -> None:
    world = World()
    for index in range(30):
        world.use(f"a{index}", *(ago(45 + 17 * index - step) for step in range(0, 45, 1 + index % 7)))
    curve = ask(world, tmp_path, Granularity.DAY)
    assert all(0 <= retained <= eligible for retained, eligible in zip(curve.retained, curve.eligible, strict=True))
    assert list(curve.eligible) == sorted(curve.eligible, reverse=True)
    assert curve.retained[0] == curve.eligible[0] == 30


def test_the_benchmark_of_a_segment_pools_accounts_by_days_from_their_first_use_in_it(tmp_path: Path) -> None:
    world = World()
    # the days of a trial are left out, so that first use is found anew, across two and three calendar months
    world.use("a", ago(110), ago(109), is_trial=True)
    world.use("a", ago(100), ago(99), ago(70), ago(55), ago(54), is_trial=False)
    world.use("a", ago(99), plan="pro", billing_type="Free", sales_channel="CSP", is_trial=False)
    world.use("b", ago(62), ago(61), ago(17), ago(16), offer="web", is_trial=False)
    world.use("c", ago(44), ago(43), offer="web", is_trial=False)
    segment = Segment(exclude_trials=True)
    curve = ask_curves(world.view(tmp_path), [0], Granularity.DAY, segment)[0]
    assert (curve.eligible[:46], curve.benchmark.eligible) == ((1,) * 46, (2,) * 46)
    days = [number for number in range(46) if curve.retained[number]]
    assert (days, len(curve.retained)) == ([0, 1, 30, 45], 46)
    pooled = {number: curve.benchmark.retained[number] for number in range(46) if curve.benchmark.retained[number]}
    assert pooled == {0: 2, 1: 2, 30: 1, 45: 2}


@pytest.mark.parametrize(
    ("granularity", "eligible", "retained"),
    [
        (Granularity.WEEK, (2,) * 46, {0: 2, 3: 1, 20: 1, 45: 2}),
        (Granularity.MONTH, (*(2,) * 12, 1), {0: 2, 4: 1, 10: 2, 12: 1}),
    ],
)
def test_the_benchmark_of_a_segment_pools_longer_periods_up_to_the_horizon(
    tmp_path: Path, granularity: Granularity, eligible: tuple[int, ...], retained: dict[int, int]
) -> None:
    world = World()
    # one account loses its trial, the other lies within the segment whole
    world.use("a", ago(410), is_trial=True)
    world.use("a", ago(400), ago(260), ago(85), ago(40), is_trial=False)
    world.use("b", ago(380), ago(359), ago(65), ago(15), offer="web", is_trial=False)
    benchmark = ask_curves(world.view(tmp_path), [0], granularity, Segment(exclude_trials=True))[0].benchmark
    assert benchmark.eligible == eligible
    assert {period: number for period, number in enumerate(benchmark.retained) if number} == retained
