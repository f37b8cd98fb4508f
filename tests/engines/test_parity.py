"""Every question gives the same rows on every engine, filtered and not."""

import pytest

from services.customers import marts as customers_marts
from services.retention import marts as retention_marts
from services.retention import slice as retention_slice
from tests.engines.compared import ComparedWarehouse
from tests.marketplaces import filters, segments
from tests.roads.asking import ROLES, Asker
from tests.roads.draws import draw_value
from tests.roads.stage import Stage
from tests.roads.survey import survey, survey_catalogue

_OFFERS = 2


def ask_everything(stage: Stage, publisher_id: str) -> int:
    """Asks the stored questions anew, then both pages, also under a drawn filter and segment; how many statements that were."""
    warehouse = stage.house.warehouse
    assert isinstance(warehouse, ComparedWarehouse)
    before = warehouse.asked
    view = stage.open_view(publisher_id)
    retention = retention_slice.open_whole(view)
    stored = [(retention, *each) for each in retention_marts.retention_marts(view.as_of)]
    for source, question, parameters in [*stored, *customers_marts.list_marts(view)]:
        source.run(question, parameters)
    owner, contributor = (Asker(stage, publisher_id, role) for role in ROLES)
    survey_catalogue(owner)
    survey(contributor, offers=_OFFERS)
    number = sorted(stage.market.publishers).index(publisher_id)
    chosen = draw_value(filters(stage.market), number)
    segment = draw_value(segments(stage.market), number)
    survey(owner, {"filter": chosen}, segment, offers=_OFFERS)
    return warehouse.asked - before


@pytest.mark.parametrize("number", range(50))
def test_fifty_publishers_are_answered_alike(lake: Stage, number: int) -> None:
    publishers = sorted(lake.market.publishers)
    if number < len(publishers):
        assert ask_everything(lake, publishers[number]) > 100


def test_the_traps_are_answered_alike(traps: Stage) -> None:
    for publisher_id in sorted(traps.market.publishers):
        assert ask_everything(traps, publisher_id) > 100
