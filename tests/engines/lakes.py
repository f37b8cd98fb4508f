"""Drawn marketplaces as the publishers of one lake."""

import itertools

from tests.reference.marketplace import Marketplace, Tables
from tests.roads.conftest import draw_market
from tests.roads.marking import rename_publishers


def draw_lake(publishers: int) -> Marketplace:
    """So many drawn publishers, each with the last day of its own for an as_of."""
    found: dict[str, Tables] = {}
    for number in itertools.count():
        found |= rename_publishers(draw_market(2 * number), 2 * number).publishers
        if len(found) >= publishers:
            return Marketplace(None, dict(list(found.items())[:publishers]))
    raise AssertionError
