"""Potential revenue: what was lost from one period to the next."""

from decimal import Decimal
from pathlib import Path

import pytest

from domain.errors import BadInputError
from domain.filters import Segment
from domain.measures import Granularity
from services.retention.potential_revenue import PotentialRevenue, ask_potential_revenue
from tests.services.retention.world import World, ago


def ask(
    world: World, home: Path, granularity: Granularity = Granularity.DAY, up_to: int | None = None
) -> tuple[PotentialRevenue, ...]:
    return ask_potential_revenue(world.view(home), [0], granularity, Segment(), up_to)[0]


def test_it_is_what_accounts_brought_that_were_there_the_day_before(tmp_path: Path) -> None:
    world = World()
    # Days 0, 1 and 3; lost on Days 2 and 4
    world.use("a", ago(60), revenue=10)
    world.use("a", ago(59), revenue=5)
    world.use("a", ago(57), revenue=-2)
    # Day 0 alone; lost on Day 1
    world.use("b", ago(60), revenue=7)
    assert ask(world, tmp_path)[:5] == (
        PotentialRevenue(1, 1, Decimal(7), Decimal(7)),
        PotentialRevenue(2, 1, Decimal(15), Decimal(5)),
        PotentialRevenue(3, 0, Decimal(0), Decimal(0)),
        PotentialRevenue(4, 1, Decimal(13), Decimal(-2)),
        PotentialRevenue(5, 0, Decimal(0), Decimal(0)),
    )


def test_nobody_is_lost_on_a_day_that_has_not_come(tmp_path: Path) -> None:
    world = World()
    world.use("a", ago(45), ago(0), revenue=3)
    found = ask(world, tmp_path, up_to=100)
    assert [each.period for each in found] == list(range(1, 46))
    assert [each.period for each in found if each.accounts] == [1]


def test_weeks_take_the_revenue_of_all_their_days(tmp_path: Path) -> None:
    world = World()
    # weeks 0 and 1, lost in week 2; the last day of week 1 is Day 13
    world.use("a", ago(60), revenue=1)
    world.use("a", ago(53), revenue=2)
    world.use("a", ago(47), revenue=4)
    world.use("a", ago(39), revenue=8)
    found = ask(world, tmp_path, Granularity.WEEK)
    assert [each for each in found if each.accounts] == [
        PotentialRevenue(2, 1, Decimal(7), Decimal(6)),
        PotentialRevenue(4, 1, Decimal(15), Decimal(8)),
    ]


def test_periods_run_from_1_to_the_horizon_or_up_to(tmp_path: Path) -> None:
    world = World()
    world.use("a", ago(100))
    view = world.view(tmp_path)
    spans = [
        [each.period for each in ask_potential_revenue(view, [0], granularity, Segment(), up_to)[0]]
        for granularity, up_to in (
            (Granularity.DAY, None),
            (Granularity.DAY, 3),
            (Granularity.DAY, 0),
            (Granularity.MONTH, None),
        )
    ]
    assert spans == [list(range(1, 46)), [1, 2, 3], [], [1, 2]]


def test_an_offer_without_a_base_has_none(tmp_path: Path) -> None:
    world = World()
    world.use("a", ago(10))
    assert ask(world, tmp_path) == ()


def test_a_negative_period_is_refused(tmp_path: Path) -> None:
    world = World()
    world.use("a", ago(100))
    with pytest.raises(BadInputError, match="upTo: -1; a period is 0 or more"):
        ask(world, tmp_path, up_to=-1)
