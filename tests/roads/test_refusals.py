"""Arguments without a meaning are refused with BAD_INPUT, whatever stands beside them."""

from typing import Any

import pytest

from tests.reference.small_tables import months
from tests.roads.asking import Asker
from tests.roads.small import OWN
from tests.roads.stage import Stage
from tests.roads.survey import ACCOUNTS, DAYS, WIDGETS

VM = {"offerId": f"{OWN}-vm"}
PAGES: list[dict[str, Any]] = [{"first": 0}, {"first": 1001}, {"last": 0}, {"last": -1}, {"first": 1, "last": 1}]
LISTS: list[tuple[str, dict[str, Any]]] = [("customers", {}), ("offers", {}), (ACCOUNTS, VM), (DAYS, VM)]


@pytest.fixture
def asker(small_stage: Stage) -> Asker:
    return Asker(small_stage, OWN, "OWNER")


def refuse(asker: Asker, document: str, **asked: Any) -> str:
    return asker.stage.refuse(asker.publisher_id, asker.role, document, **asked)


@pytest.mark.parametrize(
    ("start", "end"),
    [("2024-05-01", "2024-04-30"), ("2014-06-30", "2024-06-01"), ("2024-07-01", "2024-08-01")],
    ids=["from after to", "121 months", "after as_of"],
)
def test_ranges(asker: Asker, start: str, end: str) -> None:
    for document in ("customers", *WIDGETS):
        assert refuse(asker, document, range=months(start, end)) == "BAD_INPUT", document


def test_longest_range(asker: Asker) -> None:
    found = asker.ask("months", "customerDashboard.months", range=months("2014-07-31", "2030-01-01"))
    assert (len(found), found[0]["month"], found[-1]["month"]) == (120, "2014-07-01", "2024-06-01")


@pytest.mark.parametrize("bands", [0, 1, 7, 99, 101])
def test_bands(asker: Asker, bands: int) -> None:
    assert refuse(asker, "concentration", bands=bands) == "BAD_INPUT"


@pytest.mark.parametrize("top", [-1, 0, 1001])
def test_tops(asker: Asker, top: int) -> None:
    for document in ("leaderboard", "orders_by_plan", "seats_by_plan"):
        assert refuse(asker, document, top=top) == "BAD_INPUT"
    assert refuse(asker, "filter_options", first=top) == "BAD_INPUT"


@pytest.mark.parametrize("page", PAGES, ids=str)
@pytest.mark.parametrize(("document", "asked"), LISTS, ids=[document for document, _ in LISTS])
def test_pages(asker: Asker, document: str, asked: dict[str, Any], page: dict[str, Any]) -> None:
    assert refuse(asker, document, **asked, **page) == "BAD_INPUT"


@pytest.mark.parametrize(("document", "asked"), LISTS, ids=[document for document, _ in LISTS])
def test_cursors_of_another_order(asker: Asker, document: str, asked: dict[str, Any]) -> None:
    field = "NAME" if document == "offers" else "COUNTRY"
    page: Any = asker.stage.ask(OWN, "OWNER", document, **asked, orderBy=[{"field": field, "direction": "DESC"}])
    while "edges" not in page:
        page = page[next(iter(page))]
    cursor = page["edges"][0]["cursor"]
    assert refuse(asker, document, **asked, after=cursor) == "BAD_CURSOR"
    assert refuse(asker, document, **asked, after=f"{cursor[:-2]}xx") == "BAD_CURSOR"


@pytest.mark.parametrize("period", [-1, -45])
def test_periods(asker: Asker, period: int) -> None:
    assert refuse(asker, "curve", **VM, periods=[0, period]) == "BAD_INPUT"
    for document in ("curve", "potential_revenue"):
        assert refuse(asker, document, **VM, upTo=period) == "BAD_INPUT"
    assert refuse(asker, ACCOUNTS, **VM, period=period) == "BAD_INPUT"
    assert refuse(asker, "customers", filter={"dormant": {**VM, "period": period}}) == "BAD_INPUT"
