"""An offer's standing in its category."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from domain.filters import Segment
from domain.measures import BenchmarkScope, Granularity
from services.retention.benchmark import offer_key, publisher_key
from services.retention.curve import ask_curves, select_points
from services.retention.standing import CategoryStanding, ScoreBucket, ask_standings
from services.view import Rules
from tests.parts import PUBLISHER
from tests.services.retention.world import World, ago, write_benchmarks


def sell(world: World, offer: str, accounts: int, retained: int, start: int = 60, category: str = "Storage") -> None:
    """An offer with accounts that all begin on a day, some of which use it again on Day 45."""
    world.offer(offer, category)
    for index in range(accounts):
        again = [ago(start - 45)] if index < retained else []
        world.use(f"{offer}-{index}", ago(start), *again, offer=offer)


def shared_rows(
    publisher: str, offer: str, eligible: int, retained: int, order: int, step: int = 0, category: str = "storage"
) -> Iterable[dict[str, Any]]:
    """The rows of another publisher's offer at Day 0 and at the horizon."""
    for n, count in ((0, eligible), (45, retained)):
        yield {
            "category_folded": category, "granularity": "DAY", "step": step, "publisher_key": publisher_key(publisher),
            "offer_key": offer_key(offer), "publisher_order": ord(publisher[0]), "offer_order": order, "n": n,
            "eligible": eligible, "retained": count, "day0": eligible,
        }  # fmt: skip


def test_offers_are_ordered_by_score_then_day_0_customers_then_id(tmp_path: Path) -> None:
    world = World()
    sell(world, "a", 4, 1)
    sell(world, "b", 8, 2)
    sell(world, "c", 4, 1)
    sell(world, "d", 2, 2)
    standings = ask_standings(world.view(tmp_path), [0, 1, 2, 3], Granularity.DAY, Segment())
    assert {key: standing and standing.rank for key, standing in standings.items()} == {3: 1, 1: 2, 0: 3, 2: 4}


def test_a_standing_says_all_about_its_category(tmp_path: Path) -> None:
    world = World()
    sell(world, "a", 5, 3)
    sell(world, "b", 100, 7)
    sell(world, "c", 3, 0)
    sell(world, "d", 2, 2)
    sell(world, "elsewhere", 2, 2, category="Security")
    world.offer("idle")
    standing = ask_standings(world.view(tmp_path), [0], Granularity.DAY, Segment())[0]
    offers = [2, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1]
    assert standing == CategoryStanding(
        category="Storage",
        scope=BenchmarkScope.OWN_OFFERS,
        rank=2,
        rank_change=0,
        score=0.6,
        total_offers=4,
        total_customers=110,
        offers_behind=2,
        # (0.6 + 0.07 + 0 + 1) / 4 = 0.4175 and (0.07 + 0.6) / 2 = 0.335, halves to even
        mean_score=0.42,
        median_score=0.34,
        distribution=tuple(
            ScoreBucket(bucket / 10, min(bucket + 1, 10) / 10, count) for bucket, count in enumerate(offers)
        ),
    )


def test_categories_compare_trimmed_and_casefolded(tmp_path: Path) -> None:
    world = World()
    sell(world, "a", 4, 1, category="Storage")
    sell(world, "b", 4, 2, category=" STORAGE ")
    standings = ask_standings(world.view(tmp_path), [0, 1], Granularity.DAY, Segment())
    assert [standing and standing.total_offers for standing in standings.values()] == [2, 2]


def test_offers_without_eligible_accounts_or_category_and_segments_have_none(tmp_path: Path) -> None:
    world = World()
    sell(world, "a", 4, 1)
    sell(world, "b", 4, 1, category="Uncategorized")
    world.offer("idle")
    view = world.view(tmp_path)
    assert ask_standings(view, [1, 2], Granularity.DAY, Segment()) == {1: None, 2: None}
    assert ask_standings(view, [0], Granularity.DAY, Segment(exclude_trials=True)) == {0: None}
    assert ask_standings(view, [0], Granularity.WEEK, Segment()) == {0: None}


def test_rank_change_is_the_rank_one_step_ago_minus_the_rank_now(tmp_path: Path) -> None:
    world = World()
    sell(world, "a", 2, 1, start=100)
    # on the day before as_of only the first account of "b" was eligible, and it was dormant on Day 45
    world.use("b-0", ago(46), offer="b")
    world.use("b-1", ago(45), ago(0), offer="b")
    world.use("b-2", ago(45), ago(0), offer="b")
    # "c" was not ranked then
    world.use("c-0", ago(45), offer="c")
    standings = ask_standings(world.view(tmp_path), [0, 1, 2], Granularity.DAY, Segment())
    assert [standing and (standing.rank, standing.rank_change) for standing in standings.values()] == [
        (2, -1),
        (1, 1),
        (3, None),
    ]


def test_other_publishers_enter_where_three_have_five_eligible_accounts(tmp_path: Path) -> None:
    world = World()
    sell(world, "m", 10, 5)
    rows = [
        *shared_rows("beta", "a", 5, 5, order=1),
        *shared_rows("beta", "b", 4, 4, order=2),
        *shared_rows("gamma", "a", 10, 5, order=1),
        *shared_rows("delta", "z", 10, 5, order=9),
        *shared_rows("epsilon", "small", 4, 0, order=3),
        *shared_rows(PUBLISHER, "m", 999, 999, order=5),
    ]
    view = world.view(tmp_path, benchmarks=write_benchmarks(tmp_path, rows))
    standing = ask_standings(view, [0], Granularity.DAY, Segment())[0]
    assert standing is not None
    # beta's "a" leads, then those of 5 in 10 by offer id: "a" before "m" before "z"
    assert (standing.scope, standing.rank, standing.total_offers, standing.offers_behind) == (
        BenchmarkScope.ALL_PUBLISHERS,
        3,
        4,
        1,
    )
    assert (standing.total_customers, standing.mean_score, standing.median_score) == (35, 0.62, 0.5)
    assert standing.rank_change is None
    point = select_points(ask_curves(view, [0], Granularity.DAY, Segment())[0], [45], None)[0]
    # publishers with enough enter whole, beta's small offer too: (5 + 9 + 5 + 5) / (10 + 9 + 10 + 10)
    assert (point.benchmark, point.benchmark_scope) == (24 / 39, BenchmarkScope.ALL_PUBLISHERS)


def test_two_other_publishers_are_too_few(tmp_path: Path) -> None:
    world = World()
    sell(world, "m", 10, 5)
    rows = [
        *shared_rows("beta", "a", 5, 5, order=1),
        *shared_rows("gamma", "a", 10, 5, order=1),
        *shared_rows("delta", "z", 4, 4, order=9),
        *shared_rows("epsilon", "z", 50, 5, order=9, category="security"),
    ]
    benchmarks = write_benchmarks(tmp_path, rows)
    view = world.view(tmp_path, benchmarks=benchmarks)
    standing = ask_standings(view, [0], Granularity.DAY, Segment())[0]
    point = select_points(ask_curves(view, [0], Granularity.DAY, Segment())[0], [45], None)[0]
    assert standing is not None
    assert (standing.scope, standing.total_offers) == (BenchmarkScope.OWN_OFFERS, 1)
    assert (point.benchmark, point.benchmark_scope) == (0.5, BenchmarkScope.OWN_OFFERS)


def test_the_minimum_of_publishers_and_accounts_is_a_setting(tmp_path: Path) -> None:
    world = World()
    sell(world, "m", 10, 5)
    rows = [*shared_rows("beta", "a", 2, 2, order=1), *shared_rows("beta", "a", 2, 1, order=1, step=1)]
    view = world.view(tmp_path, benchmarks=write_benchmarks(tmp_path, rows), rules=Rules(1, 2))
    standing = ask_standings(view, [0], Granularity.DAY, Segment())[0]
    assert standing is not None
    # one day ago both had 1 in 2, and more customers on Day 0 came first
    assert (standing.scope, standing.rank, standing.rank_change) == (BenchmarkScope.ALL_PUBLISHERS, 2, -1)


def test_without_a_minimum_every_offer_with_an_eligible_account_enters(tmp_path: Path) -> None:
    world = World()
    sell(world, "m", 10, 5)
    rows = [*shared_rows("beta", "one", 1, 0, order=1), *shared_rows("gamma", "none", 0, 0, order=2)]
    view = world.view(tmp_path, benchmarks=write_benchmarks(tmp_path, rows), rules=Rules(1, 0))
    standing = ask_standings(view, [0], Granularity.DAY, Segment())[0]
    assert standing is not None
    assert (standing.scope, standing.rank, standing.total_offers) == (BenchmarkScope.ALL_PUBLISHERS, 1, 2)


def test_a_segment_is_compared_with_the_same_segment_of_own_offers(tmp_path: Path) -> None:
    world = World()
    sell(world, "m", 10, 5)
    world.use("m-0", ago(15), offer="m", plan="pro")
    rows = [row for name in ("beta", "gamma", "delta") for row in shared_rows(name, "a", 10, 9, order=1)]
    view = world.view(tmp_path, benchmarks=write_benchmarks(tmp_path, rows))
    curve = ask_curves(view, [0], Granularity.DAY, Segment(exclude_internal=True))[0]
    point = select_points(curve, [45], None)[0]
    assert (point.benchmark, point.benchmark_scope) == (0.5, BenchmarkScope.OWN_OFFERS)


def test_uncategorized_offers_are_compared_with_own_offers_alone(tmp_path: Path) -> None:
    world = World()
    sell(world, "m", 10, 5, category="Uncategorized")
    rows = [
        row
        for name in ("beta", "gamma", "delta")
        for row in shared_rows(name, "a", 10, 9, order=1, category="uncategorized")
    ]
    view = world.view(tmp_path, benchmarks=write_benchmarks(tmp_path, rows))
    point = select_points(ask_curves(view, [0], Granularity.DAY, Segment())[0], [45], None)[0]
    assert (point.benchmark, point.benchmark_scope) == (0.5, BenchmarkScope.OWN_OFFERS)
