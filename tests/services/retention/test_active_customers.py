"""Accounts by offers used and by stay."""

from pathlib import Path

import pytest

from services.retention.active_customers import ActiveCustomersBar, StayBucket, ask_active_customers
from tests.services.retention.world import World, ago


def counts(bars: tuple[ActiveCustomersBar, ...]) -> dict[str, tuple[int, ...]]:
    return {bar.offers_per_customer: tuple(bucket.accounts for bucket in bar.buckets) for bar in bars if bar.accounts}


def test_there_are_always_five_bars_of_three_buckets(tmp_path: Path) -> None:
    world = World()
    world.use("a", ago(29), ago(0))
    bars = ask_active_customers(world.view(tmp_path), None)
    assert bars[0] == ActiveCustomersBar(
        "1",
        1,
        (StayBucket("0-30 days", 0, 29, 1), StayBucket("30-45 days", 30, 44, 0), StayBucket("45+ days", 45, None, 0)),
    )
    assert [(bar.offers_per_customer, bar.accounts) for bar in bars] == [
        ("1", 1),
        ("2", 0),
        ("3", 0),
        ("4", 0),
        ("5+", 0),
    ]


def test_a_stay_falls_into_its_bucket_at_30_and_45_days(tmp_path: Path) -> None:
    world = World()
    for stay in (0, 29, 30, 44, 45, 400):
        world.use(f"a{stay:03}", ago(stay), ago(0))
    assert counts(ask_active_customers(world.view(tmp_path), None)) == {"1": (2, 2, 2)}


def test_the_longest_stay_over_the_offers_counts_and_five_offers_are_many(tmp_path: Path) -> None:
    world = World()
    for number in range(6):
        world.use("many", ago(10), offer=f"offer-{number}")
    world.use("two", ago(100), offer="offer-0")
    world.use("two", ago(40), ago(5), offer="offer-1")
    bars = ask_active_customers(world.view(tmp_path), None)
    assert counts(bars) == {"2": (0, 1, 0), "5+": (1, 0, 0)}


def test_only_offers_used_in_the_window_count_from_their_first_use_ever(tmp_path: Path) -> None:
    world = World()
    # 18 months before as_of is 2023-02-28, 550 days ago
    world.use("a", ago(560), ago(550), offer="vm")
    world.use("a", ago(900), ago(551), offer="disk")
    world.use("gone", ago(551), offer="vm")
    world.use("long", ago(900), ago(1), offer="disk")
    assert counts(ask_active_customers(world.view(tmp_path), None)) == {"1": (1, 0, 1)}


def test_a_category_narrows_the_offers_that_are_counted(tmp_path: Path) -> None:
    world = World()
    world.offer("vm", "Storage")
    world.offer("safe", "Security")
    world.use("a", ago(60), ago(0), offer="vm")
    world.use("a", ago(10), offer="safe")
    world.use("b", ago(10), offer="safe")
    view = world.view(tmp_path)
    assert counts(ask_active_customers(view, None)) == {"1": (1, 0, 0), "2": (0, 0, 1)}
    assert counts(ask_active_customers(view, " security ")) == {"1": (2, 0, 0)}
    assert counts(ask_active_customers(view, "unheard of")) == {}


@pytest.mark.parametrize("category", ["x" * 300, "a/../../b", "nul\0"])
def test_a_category_is_never_taken_for_a_file(tmp_path: Path, category: str) -> None:
    world = World()
    world.use("a", ago(10))
    assert counts(ask_active_customers(world.view(tmp_path), category)) == {}


def test_accounts_count_not_customers(tmp_path: Path) -> None:
    world = World()
    world.use("a", ago(60), account="x")
    world.use("b", ago(10), account="x")
    assert counts(ask_active_customers(world.view(tmp_path), None)) == {"1": (0, 0, 1)}
