"""An export's rows are the API's rows: every report, role and format."""

from pathlib import Path
from typing import Any

import pytest

from domain.exports import ARGUMENTS, ExportFormat, ExportReport, ExportRequest
from domain.scope import Role
from services.exports.columns import COLUMNS
from services.exports.writing import count_rows, write_export
from tests.resolvers.exported import SHOWN
from tests.resolvers.world import Client, open_client
from tests.services.exports.reading import as_answered, plain, read_rows

ROWS = {
    ExportReport.CUSTOMER_DETAILS: 3,
    ExportReport.CUSTOMER_TREND: 7,
    ExportReport.GEOGRAPHY: 3,
    ExportReport.CONCENTRATION: 10,
    ExportReport.LEADERBOARD: 3,
    ExportReport.ORDERS_BY_PLAN: 2,
    ExportReport.SEATS_BY_PLAN: 2,
    ExportReport.CUSTOMER_TYPES: 7,
    ExportReport.RETENTION_DETAILS: 6,
    ExportReport.RETENTION_CURVE: 46,
    ExportReport.RETENTION_CUSTOMERS: 3,
    ExportReport.OFFER_STANDING: 1,
    ExportReport.SCORE_DISTRIBUTION: 11,
    ExportReport.POTENTIAL_REVENUE: 45,
    ExportReport.ACTIVE_CUSTOMERS: 15,
    ExportReport.COHORT_HEAT_MAP: 18,
}


@pytest.fixture(scope="module", params=Role)
def client(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Client:
    return open_client(tmp_path_factory.mktemp("exports"), request.param)


def plain_request(report: ExportReport, kind: ExportFormat = ExportFormat.CSV) -> ExportRequest:
    offer: dict[str, Any] = {"offer_id": "o1"} if "offer_id" in ARGUMENTS[report] else {}
    return ExportRequest(report, kind, **offer)


@pytest.mark.parametrize("few", [20_000, 0], ids=["shared engine", "own engine"])
@pytest.mark.parametrize("kind", ExportFormat)
@pytest.mark.parametrize("report", ExportReport)
def test_a_file_has_the_rows_of_the_api(
    client: Client, report: ExportReport, kind: ExportFormat, few: int, tmp_path: Path
) -> None:
    request, target = plain_request(report, kind), tmp_path / "file"
    told: list[tuple[int, int | None]] = []
    written = write_export(client.view, request, target, lambda *told_now: told.append(told_now), few=few)
    kinds = {column.name: column.kind.value for column in COLUMNS[report]}
    names, rows = read_rows(target, kind)
    shown = list(SHOWN[report].rows(client.body(SHOWN[report].document)))
    expected = [{name: as_answered(row[name], kind, kinds[name]) for name in row} for row in shown]
    assert names == list(kinds)
    assert len(rows) == written.rows == count_rows(client.view, request) == ROWS[report]
    assert all(set(row) == set(names) for row in expected)
    for row, wanted in zip(rows, expected, strict=True):
        assert {name: plain(row[name], kinds[name]) for name in names} == {
            name: plain(wanted[name], kinds[name]) for name in names
        }
    assert told[0] == (0, None)
    assert told[-1] == (ROWS[report], ROWS[report])
    assert written.bytes == target.stat().st_size
    assert list(tmp_path.iterdir()) == [target]
