"""Stages drawn by number: nine, or as many as `HOLDFAST_STAGES` says; `HOLDFAST_DEEP=1` draws many, `HOLDFAST_MUTANTS=1` few."""

import itertools
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.marketplaces import marketplaces
from tests.reference.marketplace import Marketplace
from tests.roads.draws import draw_value
from tests.roads.marking import mark_market, rename_publishers
from tests.roads.small import small_market
from tests.roads.stage import Stage, open_stage
from tests.roads.traps import trap_market

DEEP = os.environ.get("HOLDFAST_DEEP") == "1"
STAGES = (
    300 if DEEP else 4 if os.environ.get("HOLDFAST_MUTANTS") == "1" else int(os.environ.get("HOLDFAST_STAGES", "9"))
)
ASKING = 5 if DEEP else 2
"""So many publishers of a stage ask; the others are there to be compared with."""


def draw_market(number: int) -> Marketplace:
    """The marketplace of a number; in every second one all that belongs to a publisher is marked as its own."""
    market = rename_publishers(draw_value(marketplaces(), number), number)
    return mark_market(market) if number % 2 else market


def find_markets(publishers: int, count: int) -> list[Marketplace]:
    """The first drawn marketplaces of so many publishers."""
    drawn = (draw_market(number) for number in itertools.count())
    return list(itertools.islice((each for each in drawn if len(each.publishers) == publishers), count))


def choose_asking(market: Marketplace, number: int) -> tuple[str, ...]:
    """Some publishers of a marketplace, others for another number."""
    names = sorted(market.publishers)
    start = number % len(names)
    return tuple((names[start:] + names[:start])[:ASKING])


@pytest.fixture(scope="session")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the homes of stages are, the same for all processes of a run."""
    own = tmp_path_factory.getbasetemp()
    return (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "homes"


@pytest.fixture(scope="session", params=range(STAGES))
def stage(request: pytest.FixtureRequest, homes: Path) -> Iterator[Stage]:
    """Session-wide, so that all tests of one stage run one after the other."""
    number: int = request.param
    market = draw_market(number)
    with open_stage(market, homes / f"stage-{number}", choose_asking(market, number)) as opened:
        yield opened


@pytest.fixture(scope="session")
def small_stage(homes: Path) -> Iterator[Stage]:
    """The marketplace written by hand."""
    with open_stage(small_market(), homes / "small") as opened:
        yield opened


@pytest.fixture(scope="session")
def trap_stage(homes: Path) -> Iterator[Stage]:
    """The marketplace of the known traps."""
    with open_stage(trap_market(), homes / "traps") as opened:
        yield opened


@pytest.fixture
def number(request: pytest.FixtureRequest) -> int:
    """The number of the stage: what a test draws its questions by."""
    found: int = request.node.callspec.params["stage"]
    return found
