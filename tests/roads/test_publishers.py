"""Another publisher's things read like unknown ones, and its rows change nothing outside benchmarks."""

from pathlib import Path
from typing import Any

import pytest

from tests.reference.marketplace import Marketplace
from tests.roads.asking import ROLES, Asker
from tests.roads.comparing import name_globally
from tests.roads.conftest import find_markets
from tests.roads.small import OTHER, OWN, VISIBLE
from tests.roads.stage import Stage, open_stage
from tests.roads.survey import ACCOUNTS, COMPARED, DAYS, RETENTION, leave_out, survey, survey_catalogue

FOREIGN_OFFER, FOREIGN_CUSTOMER = f"{OTHER}-vm", f"{OTHER}-{VISIBLE}"


@pytest.fixture(params=ROLES)
def asker(request: pytest.FixtureRequest, small_stage: Stage) -> Asker:
    role: str = request.param
    return Asker(small_stage, OWN, role)


def test_foreign_things_are_unknown(asker: Asker) -> None:
    assert asker.ask("offer", "offer", offerId=FOREIGN_OFFER) is None
    assert asker.ask("customer", "customer", customerId=FOREIGN_CUSTOMER) is None
    for document in (*RETENTION, ACCOUNTS, DAYS, "recommendations"):
        assert asker.ask(document, "offer", offerId=FOREIGN_OFFER) is None
    ids = [name_globally("Offer", FOREIGN_OFFER), name_globally("Customer", FOREIGN_CUSTOMER)]
    assert asker.ask("nodes", "nodes", ids=ids) == [None, None]
    assert [asker.ask("node", "node", id=each) for each in ids] == [None, None]


@pytest.mark.parametrize(
    "filter_",
    [
        {"customerId": [FOREIGN_CUSTOMER]},
        {"offerId": [FOREIGN_OFFER]},
        {"plan": [{"offerId": f"{OTHER}-app", "planId": "basic"}]},
        {"dormant": {"offerId": FOREIGN_OFFER, "period": 45}},
    ],
)
def test_foreign_ids_find_nothing(asker: Asker, filter_: dict[str, Any]) -> None:
    page = asker.ask("customers", "customers", filter=filter_)
    assert (page["nodes"], page["totalCount"]) == ([], 0)
    assert asker.ask("geography", "customerDashboard.geography", filter=filter_) == []


def test_foreign_customer_has_no_orders(asker: Asker) -> None:
    nothing = {"total": 0, "slices": [], "rest": None}
    for document, field in (("orders_by_plan", "ordersByPlan"), ("seats_by_plan", "seatsByPlan")):
        found = asker.ask(document, f"customerDashboard.{field}", customerId=FOREIGN_CUSTOMER)
        assert found == nothing


def test_foreign_segment_leaves_nobody(asker: Asker) -> None:
    segment = {"plan": [{"offerId": f"{OTHER}-app", "planId": "basic"}]}
    base = asker.ask("base", "offer.retention.base", offerId=f"{OWN}-vm", segment=segment)
    assert base["accounts"] == 0


@pytest.mark.parametrize(
    ("document", "asked"), [("customers", {}), ("offers", {}), (ACCOUNTS, {"offerId": "vm"}), (DAYS, {"offerId": "vm"})]
)
def test_foreign_cursors_are_refused(asker: Asker, document: str, asked: dict[str, str]) -> None:
    foreign = {name: f"{OTHER}-{value}" for name, value in asked.items()}
    own = {name: f"{OWN}-{value}" for name, value in asked.items()}
    page = asker.stage.ask(OTHER, asker.role, document, **foreign)
    while "edges" not in page:
        page = page[next(iter(page))]
    for side in ("after", "before"):
        code = asker.stage.refuse(OWN, asker.role, document, **own, **{side: page["edges"][0]["cursor"]})
        assert code == "BAD_CURSOR"


@pytest.mark.parametrize("market", find_markets(publishers=2, count=2))
def test_neighbours_change_nothing_outside_benchmarks(market: Marketplace, tmp_path: Path) -> None:
    name = sorted(market.publishers)[0]
    alone = Marketplace(market.as_of, {name: market.publishers[name]})
    with open_stage(market, tmp_path / "all") as stage, open_stage(alone, tmp_path / "alone") as lonely:
        for take in (survey, survey_catalogue):
            here, there = (take(Asker(each, name, "OWNER")) for each in (stage, lonely))
            assert leave_out(here, COMPARED) == leave_out(there, COMPARED)
