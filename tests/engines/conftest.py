"""Fifty marketplaces as the publishers of one lake, and the engines that are compared on it."""

import os
from asyncio import Runner
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from bench.homes import EDITIONS, furnish
from db.opening import CHDB, DUCKDB, open_warehouse
from db.snapshots import SnapshotStore
from db.warehouse import Warehouse
from services.cursors import CursorSigner
from services.slices import Slices
from services.view import House
from tests.engines.compared import ComparedWarehouse
from tests.engines.lakes import draw_lake
from tests.engines.spark_warehouse import SparkWarehouse
from tests.reference.marketplace import Marketplace
from tests.roads.stage import MEMORY, SECRET, Stage, make_home
from tests.roads.traps import trap_market

PUBLISHERS = int(os.environ.get("HOLDFAST_PUBLISHERS", "50"))
_HELD = 50_000_000


@contextmanager
def comparing(market: Marketplace, home: Path, *others: Warehouse) -> Iterator[Stage]:
    """A marketplace that is built in a home, asked of DuckDB, ClickHouse and other engines at once."""
    own = [open_warehouse(each, MEMORY, 1, [home]) for each in (DUCKDB, CHDB)]
    warehouse = ComparedWarehouse([*own, *others])
    with Runner() as runner:
        house = House(warehouse, SnapshotStore(home), Slices(warehouse, _HELD), CursorSigner(SECRET))
        yield Stage(market, tuple(sorted(market.publishers)), home, house, runner)
    for each in own:
        each.close()


@pytest.fixture(scope="session")
def spark() -> Iterator[SparkWarehouse]:
    """Spark SQL in process."""
    warehouse = SparkWarehouse()
    yield warehouse
    warehouse.close()


@pytest.fixture(scope="session")
def market() -> Marketplace:
    """Fifty publishers."""
    return draw_lake(PUBLISHERS)


@pytest.fixture(scope="session")
def home(market: Marketplace, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """In which they are built."""
    home = tmp_path_factory.mktemp("lake")
    make_home(market, home)
    return home


@pytest.fixture(scope="session")
def lake(market: Marketplace, home: Path) -> Iterator[Stage]:
    """Fifty publishers on two engines."""
    with comparing(market, home) as stage:
        yield stage


@pytest.fixture(scope="session")
def lake_with_spark(market: Marketplace, home: Path, spark: SparkWarehouse) -> Iterator[Stage]:
    """The same on three."""
    with comparing(market, home, spark) as stage:
        yield stage


@pytest.fixture(scope="session")
def traps(tmp_path_factory: pytest.TempPathFactory, spark: SparkWarehouse) -> Iterator[Stage]:
    """The marketplace of the known traps on three."""
    home = tmp_path_factory.mktemp("traps")
    make_home(trap_market(), home)
    with comparing(trap_market(), home, spark) as stage:
        yield stage


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory, spark: SparkWarehouse) -> Iterator[Stage]:
    """The small demo on three."""
    home = tmp_path_factory.mktemp("demo") / "home"
    furnish(home, EDITIONS["small"])
    current = SnapshotStore(home).current()
    assert current is not None
    # of its publishers the ids are digits, which stand in every answer: it has none whose marks are looked for
    with comparing(Marketplace(None, {}), home, spark) as stage:
        yield replace(stage, publishers=tuple(sorted(current.parts)))
