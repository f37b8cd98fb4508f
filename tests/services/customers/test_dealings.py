"""Channels and subscriptions: through which months they count, and that the stored answer and the question say the same."""

from datetime import date
from pathlib import Path

import pytest

from domain.filters import CustomerFilter
from services.customers.dealings import ALL_DEALINGS, Dealings, read_dealings
from services.customers.slice import open_slice
from services.view import View
from tests.parts import make_house, make_view, store
from tests.services.customers.shop import Shop


@pytest.fixture
def shop() -> Shop:
    """Two customers with dealings, one with neither channel nor subscription, one with nothing."""
    shop = Shop(date(2024, 6, 30))
    shop.order("c1", date(2024, 1, 5), date(2024, 3, 9), subscription="s2", channel="Reseller")
    shop.order("c1", date(2024, 5, 5), subscription="s2", channel="Reseller")
    shop.order("c1", date(2024, 2, 5), date(2024, 2, 6), subscription="s1", channel="direct")
    shop.usage("c1", date(2024, 2, 9), 1, 1, 1, subscription="s1", channel="direct")
    shop.usage("c1", date(2024, 4, 9), 1, 1, 1, subscription="s1", channel="direct")
    shop.usage("c2", date(2024, 4, 9), 1, 1, 1, offer="o2", subscription="s3", channel="Direct")
    shop.order("c3", date(2024, 4, 9))
    shop.customer("c4")
    return shop


def with_answers(view: View, folder: Path) -> View:
    """The view on a part that brings its dealings along."""
    source = open_slice(view, CustomerFilter(), None)
    store(view.part, ALL_DEALINGS, (), source.run(ALL_DEALINGS, ()))
    return make_view(folder, [view.part], house=make_house(folder))


def read(view: View, shop: Shop, first: str, last: str, chosen: CustomerFilter) -> Dealings:
    """Of all customers, and of a key that nobody has."""
    return read_dealings(open_slice(view, chosen, None), shop.months(first, last), [3, 1, 0, 2, 9])


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("2023-11", "2023-12", {}),
        ("2024-01", "2024-01", {0: (("Reseller",), ("s2",))}),
        ("2024-02", "2024-03", {0: (("Reseller", "direct"), ("s1", "s2"))}),
        ("2024-03", "2024-03", {0: (("Reseller",), ("s2",))}),
        ("2024-04", "2024-04", {0: (("direct",), ("s1",)), 1: (("Direct",), ("s3",)), 2: ((), ())}),
        ("2024-06", "2024-06", {0: (("Reseller",), ("s2",)), 1: (("Direct",), ("s3",)), 2: ((), ())}),
    ],
)
def test_both_roads_know_what_was_held_acquired_or_used_in_a_range(
    tmp_path: Path, shop: Shop, first: str, last: str, expected: Dealings
) -> None:
    asked = shop.view(tmp_path)
    assert read(asked, shop, first, last, CustomerFilter()) == expected
    stored = with_answers(asked, tmp_path)
    assert read(stored, shop, first, last, CustomerFilter()) == expected


def test_what_a_month_of_usage_adds_to_a_stretch_is_stored_alone(tmp_path: Path, shop: Shop) -> None:
    answer = open_slice(shop.view(tmp_path), CustomerFilter(), None).run(ALL_DEALINGS, ())
    of_first = [row for row in answer.to_pylist() if row["customer"] == 0]
    months = [(row["subscription_id"], row["from_month"] - 24288, row["to_month"]) for row in of_first]
    assert months == [("s2", 1, 24291), ("s1", 2, 24290), ("s1", 4, 24292), ("s2", 5, 1000000)]


def test_a_filter_is_asked_although_the_answer_without_one_is_stored(tmp_path: Path, shop: Shop) -> None:
    view = with_answers(shop.view(tmp_path), tmp_path)
    assert read(view, shop, "2024-02", "2024-04", CustomerFilter(offer_id=("o2",))) == {1: (("Direct",), ("s3",))}
