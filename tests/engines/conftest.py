"""Fifty marketplaces as the publishers of one lake, and the engines that are compared on it."""

import itertools
import os
from asyncio import Runner
from collections.abc import Iterator
from pathlib import Path

import pytest

from db.opening import CHDB, DUCKDB, open_warehouse
from db.snapshots import SnapshotStore
from services.cursors import CursorSigner
from services.slices import Slices
from services.view import House
from tests.engines.compared import ComparedWarehouse
from tests.reference.marketplace import Marketplace, Tables
from tests.roads.conftest import draw_market
from tests.roads.marking import rename_publishers
from tests.roads.stage import MEMORY, SECRET, Stage, make_home
from tests.roads.traps import trap_market

PUBLISHERS = int(os.environ.get("HOLDFAST_PUBLISHERS", "50"))
_HELD = 50_000_000


def draw_lake(publishers: int) -> Marketplace:
    """So many drawn publishers, each with the last day of its own for an as_of."""
    found: dict[str, Tables] = {}
    for number in itertools.count():
        found |= rename_publishers(draw_market(2 * number), 2 * number).publishers
        if len(found) >= publishers:
            return Marketplace(None, dict(list(found.items())[:publishers]))
    raise AssertionError


def open_stage(market: Marketplace, home: Path) -> Iterator[Stage]:
    """A marketplace, asked of all engines at once."""
    make_home(market, home)
    warehouse = ComparedWarehouse([open_warehouse(each, MEMORY, 1, [home]) for each in (DUCKDB, CHDB)])
    with Runner() as runner:
        house = House(warehouse, SnapshotStore(home), Slices(warehouse, _HELD), CursorSigner(SECRET))
        yield Stage(market, tuple(sorted(market.publishers)), home, house, runner)
    warehouse.close()


@pytest.fixture(scope="session")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """Fifty publishers."""
    yield from open_stage(draw_lake(PUBLISHERS), tmp_path_factory.mktemp("lake"))


@pytest.fixture(scope="session")
def traps(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """The marketplace of the known traps."""
    yield from open_stage(trap_market(), tmp_path_factory.mktemp("traps"))
