"""Customers behind dormant accounts."""

from pathlib import Path

import pytest

from domain.errors import BadInputError
from domain.filters import DormantFilter
from domain.measures import Granularity
from services.dormant import dormant_customers
from services.view import View
from tests.services.retention.world import World, ago


def make_view(home: Path) -> View:
    world = World()
    # keys follow the ids: a 0, b 1, c 2, d 3, e 4
    world.use("a", ago(60), account="x")
    world.use("b", ago(59), account="x")
    world.use("c", ago(60), ago(15))
    world.use("d", ago(60), account="x", offer="web")
    world.use("e", ago(44))
    return world.view(home)


def test_they_are_all_customers_with_usage_of_the_offer_in_the_dormant_accounts(tmp_path: Path) -> None:
    view = make_view(tmp_path)
    assert dormant_customers(view, DormantFilter("vm", 45)) == {0, 1}
    assert dormant_customers(view, DormantFilter("vm", 1)) == {2}
    assert dormant_customers(view, DormantFilter("vm", 2, Granularity.WEEK)) == {0, 1, 2}
    assert dormant_customers(view, DormantFilter("web", 2)) == {3}


def test_an_unknown_offer_or_a_period_not_reached_has_none(tmp_path: Path) -> None:
    view = make_view(tmp_path)
    assert dormant_customers(view, DormantFilter("another", 45)) == frozenset()
    assert dormant_customers(view, DormantFilter("vm", 400)) == frozenset()


def test_a_negative_period_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match=r"dormant.period: -1; a period is 0 or more"):
        dormant_customers(make_view(tmp_path), DormantFilter("vm", -1))
