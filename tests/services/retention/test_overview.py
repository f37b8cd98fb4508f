"""The publisher's offers side by side."""

from decimal import Decimal
from pathlib import Path

import pytest

from domain.errors import BadInputError
from domain.measures import Granularity, Indicator, SortDirection
from domain.pages import Order
from services.catalogue.offers import offers
from services.retention.interval import wilson
from services.retention.overview import OfferOverview, ask_overview
from services.view import View
from tests.services.retention.world import World, ago


def make_view(home: Path) -> View:
    world = World()
    world.offer("b", "Storage", name="alpha")
    world.offer("a", "Storage", name="Beta")
    world.offer("c", "Security", name="Gamma")
    world.offer("idle", "Security", name="idle")
    for index in range(4):
        world.use(f"a{index}", ago(60), ago(16), *([ago(15)] if index < 1 else []), offer="a", revenue=5)
        world.use(f"b{index}", ago(60), *([ago(15)] if index < 3 else []), offer="b")
    world.use("c0", ago(60), ago(15), offer="c")
    return world.view(home)


def ids(rows: tuple[OfferOverview, ...]) -> list[str]:
    return [row.offer.offer_id for row in rows]


def test_a_row_is_an_offer_at_its_horizon(tmp_path: Path) -> None:
    view = make_view(tmp_path)
    rows = ask_overview(view, None, Granularity.DAY, ())
    assert ids(rows) == ["a", "b", "c", "idle"]
    assert rows[0] == OfferOverview(
        offer=offers(view)[0],
        eligible=4,
        retained=1,
        score=0.25,
        interval=wilson(1, 4),
        benchmark=0.5,
        indicator=Indicator.BAD,
        rank=2,
        rank_change=0,
        dormant=3,
        # three accounts with 10 USD each were there on Day 44 and not on Day 45
        revenue_at_stake=Decimal(30),
    )


def test_an_offer_without_eligible_accounts_is_there_without_a_score(tmp_path: Path) -> None:
    view = make_view(tmp_path)
    row = ask_overview(view, None, Granularity.DAY, ())[3]
    assert row == OfferOverview(offers(view)[3], 0, 0, None, None, None, None, None, None, 0, Decimal(0))


@pytest.mark.parametrize(
    ("orders", "expected"),
    [
        ([Order("score")], ["a", "b", "c", "idle"]),
        ([Order("score", SortDirection.DESC)], ["c", "b", "a", "idle"]),
        ([Order("name")], ["b", "a", "c", "idle"]),
        ([Order("category"), Order("name")], ["c", "idle", "b", "a"]),
        ([Order("category"), Order("offer_id", SortDirection.DESC)], ["idle", "c", "b", "a"]),
        ([Order("eligible", SortDirection.DESC)], ["a", "b", "c", "idle"]),
        ([Order("indicator")], ["a", "b", "c", "idle"]),
        ([Order("revenue_at_stake", SortDirection.DESC)], ["a", "b", "c", "idle"]),
    ],
)
def test_orders_put_rows_without_a_value_last(tmp_path: Path, orders: list[Order], expected: list[str]) -> None:
    assert ids(ask_overview(make_view(tmp_path), None, Granularity.DAY, orders)) == expected


def test_a_category_narrows_the_rows(tmp_path: Path) -> None:
    view = make_view(tmp_path)
    assert ids(ask_overview(view, " SECURITY", Granularity.DAY, ())) == ["c", "idle"]
    assert ask_overview(view, "unheard of", Granularity.DAY, ()) == ()


def test_an_unknown_order_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="orderBy: INTERVAL is no field of the offer overview"):
        ask_overview(make_view(tmp_path), None, Granularity.DAY, [Order("interval")])
