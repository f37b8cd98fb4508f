"""The road over marts and the road over filtered facts lead to the same numbers."""

from typing import Any

import pyarrow as pa

from services.customers import marts as customers_marts
from services.questions import Parameters, Question
from services.retention import marts as retention_marts
from services.retention import slice as retention_slice
from services.slice import Slice
from services.view import View
from tests.parts import read_stored
from tests.roads.asking import Asker
from tests.roads.stage import Stage
from tests.roads.survey import COMPARED, leave_out, survey

Mart = tuple[Slice, Question, Parameters]


def test_stored_answers_are_those_of_the_questions(stage: Stage) -> None:
    view = stage.open_view(stage.publishers[0])
    for source, question, parameters in list_marts(view):
        stored = read_stored(view.part, question, parameters, source)
        assert list_rows(source.run(question, parameters)) == list_rows(stored), question.name


def list_marts(view: View) -> list[Mart]:
    """Every question that the build answered, with its slice."""
    retention = retention_slice.open_whole(view)
    found: list[Mart] = [(retention, *each) for each in retention_marts.retention_marts(view.as_of)]
    return [*found, *customers_marts.list_marts(view)]


def list_rows(table: pa.Table) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = table.to_pylist()
    return rows


def test_filter_that_matches_everything_changes_nothing(stage: Stage) -> None:
    asker = Asker(stage, stage.publishers[0], "OWNER")
    everybody = {"filter": {"customerId": sorted(asker.facts.customers)}}
    countries = {customer.country or "unknown" for customer in asker.facts.customers.values()}
    filtered = survey(asker, everybody, {"country": sorted(countries)}, offers=1)
    assert leave_out(filtered, COMPARED) == leave_out(survey(asker, offers=1), COMPARED)
