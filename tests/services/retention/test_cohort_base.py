"""Who is in the base."""

from datetime import date, timedelta
from pathlib import Path

from domain.filters import Segment
from services.retention.cohort_base import CohortBase, ask_bases
from tests.services.retention.world import World, ago


def test_both_ends_of_the_window_are_in_the_base(tmp_path: Path) -> None:
    world = World()
    first = date(2023, 2, 28)
    world.use("before", first - timedelta(days=1))
    world.use("first", first)
    world.use("last", ago(45))
    world.use("after", ago(44))
    bases = ask_bases(world.view(tmp_path), [0], Segment())
    assert bases == {0: CohortBase(first, date(2024, 7, 17), 2, truncated=False)}


def test_a_history_that_starts_inside_the_window_truncates_every_offers_base(tmp_path: Path) -> None:
    world = World()
    world.use("a", date(2023, 2, 28), offer="disk")
    world.use("b", ago(100), offer="vm")
    bases = ask_bases(world.view(tmp_path), [0, 1], Segment())
    assert [(base.accounts, base.truncated) for base in bases.values()] == [(1, True), (1, True)]


def test_an_offer_without_usage_has_an_empty_base(tmp_path: Path) -> None:
    world = World()
    world.offer("idle")
    world.use("a", ago(500), ago(600))
    bases = ask_bases(world.view(tmp_path), [0, 1], Segment())
    assert [(base.accounts, base.truncated) for base in bases.values()] == [(0, False), (0, False)]


def test_a_reported_first_use_before_the_window_leaves_the_base(tmp_path: Path) -> None:
    world = World()
    world.use("a", ago(100))
    world.use("b", ago(100))
    world.report_first_use("a", ago(900))
    assert ask_bases(world.view(tmp_path), [0], Segment())[0].accounts == 1


def test_the_account_is_counted_once_however_many_customers_it_has(tmp_path: Path) -> None:
    world = World()
    world.use("a", ago(100), account="x")
    world.use("b", ago(90), account="x")
    world.use("c", ago(80), account="y")
    assert ask_bases(world.view(tmp_path), [0], Segment())[0].accounts == 2
