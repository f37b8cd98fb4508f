"""Every question gives the same rows on every engine, filtered and not."""

import os
from typing import Any

import pytest

from services.customers import marts as customers_marts
from services.retention import marts as retention_marts
from services.retention import slice as retention_slice
from tests.engines.compared import ComparedWarehouse
from tests.engines.conftest import PUBLISHERS
from tests.marketplaces import filters, segments
from tests.reference.marketplace import Marketplace
from tests.roads.asking import ROLES, Asker
from tests.roads.draws import draw_value
from tests.roads.stage import Stage
from tests.roads.survey import survey_catalogue, survey_customers, survey_offer

_OFFERS = 2
ON_SPARK = int(os.environ.get("HOLDFAST_ON_SPARK", "4"))
"""Publishers whose questions Spark answers too: it takes half a minute for each."""
NARROWED: Any = ({"country": ["Germany", "Japan"]}, {"country": ["United States"]})


def ask_everything(stage: Stage, publisher_id: str, chosen: Any, segment: Any) -> int:
    """Asks the stored questions anew, then both pages, also under a filter and a segment; how many statements that were."""
    warehouse = stage.house.warehouse
    assert isinstance(warehouse, ComparedWarehouse)
    before = warehouse.asked
    view = stage.open_view(publisher_id)
    retention = retention_slice.open_whole(view)
    stored = [(retention, *each) for each in retention_marts.retention_marts(view.as_of)]
    for source, question, parameters in [*stored, *customers_marts.list_marts(view)]:
        source.run(question, parameters)
    owner, contributor = (Asker(stage, publisher_id, role) for role in ROLES)
    found = survey_catalogue(owner)["offers"]["offers"]["nodes"]
    offers = [each["offerId"] for each in found][:_OFFERS]
    for asker, narrowed, part in ((contributor, {}, None), (owner, {"filter": chosen}, segment)):
        survey_customers(asker, narrowed)
        for offer_id in offers:
            survey_offer(asker, offer_id, part)
    return warehouse.asked - before


def ask_drawn(stage: Stage, publisher_id: str) -> int:
    """The same, under a drawn filter and segment."""
    number = sorted(stage.market.publishers).index(publisher_id)
    return ask_everything(
        stage, publisher_id, draw_value(filters(stage.market), number), draw_value(segments(stage.market), number)
    )


@pytest.mark.parametrize("number", range(PUBLISHERS))
def test_many_publishers_are_answered_alike(request: pytest.FixtureRequest, market: Marketplace, number: int) -> None:
    stage: Stage = request.getfixturevalue("lake_with_spark" if number < ON_SPARK else "lake")
    assert ask_drawn(stage, sorted(market.publishers)[number]) > 100


def test_the_traps_are_answered_alike(traps: Stage) -> None:
    for publisher_id in sorted(traps.market.publishers):
        assert ask_drawn(traps, publisher_id) > 100


def test_the_small_demo_is_answered_alike(demo: Stage) -> None:
    for publisher_id in demo.publishers:
        assert ask_everything(demo, publisher_id, *NARROWED) > 100
