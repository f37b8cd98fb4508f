"""What a file must not do: run formulas in a spreadsheet, or show a contributor who the customers are."""

import re
import zipfile
from itertools import product
from pathlib import Path

import pyarrow as pa
import pytest

from domain.errors import ForbiddenFieldError
from domain.exports import ARGUMENTS, ExportFormat, ExportReport
from domain.filters import CustomerFilter, TextFilter
from domain.pages import Order
from domain.scope import Role
from services.exports.columns import COLUMNS
from services.exports.harmless import make_harmless
from services.exports.writing import count_rows, may_hold_personal_data, write_export
from services.view import View
from tests.parts import make_view, write_part
from tests.resolvers.world import AS_OF
from tests.services.exports.market import SIGN, mark_people, nothing, plain_request, write_texts
from tests.services.exports.reading import read_bytes, read_rows

BEGINNINGS = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "  =1",
    "\u00a0=1",
    "\u200b=1",
    "\ufeff=1",
    "\uff1d1",
    "\x00=1",
)
DELIMITED = (ExportFormat.CSV, ExportFormat.TSV)
WITH_PEOPLE = {
    ExportReport.CUSTOMER_DETAILS, ExportReport.LEADERBOARD, ExportReport.RETENTION_DETAILS, ExportReport.RETENTION_CUSTOMERS,
}  # fmt: skip


def texts_of(report: ExportReport) -> list[str]:
    """The columns with text that somebody else wrote."""
    own = ("offerId", "offersPerCustomer", "bucketLabel")
    return [each.name for each in COLUMNS[report] if each.kind.value in ("TEXT", "TEXTS") and each.name not in own]


@pytest.fixture(params=["=", "+", "-", "@", "\t"])
def beginning(request: pytest.FixtureRequest) -> str:
    found: str = request.param
    return found


def export_all(
    view: View, folder: Path, kinds: tuple[ExportFormat, ...] = tuple(ExportFormat)
) -> dict[Path, ExportReport]:
    """A file of each report in each format."""
    found = {}
    for report, kind in product(ExportReport, kinds):
        target = folder / f"{report.value}.{kind.ending}"
        write_export(view, plain_request(report, kind), target, nothing)
        found[target] = report
    return found


def test_formulas_come_out_harmless(beginning: str, tmp_path: Path) -> None:
    part = write_part(tmp_path / "home", write_texts(lambda column: f"{beginning}cmd|{column}"), as_of=AS_OF)
    view = make_view(tmp_path / "home", [part])
    seen = 0
    for path, report in export_all(view, tmp_path).items():
        kind = ExportFormat(path.suffix[1:].upper())
        _, rows = read_rows(path, kind)
        for name, row in product(texts_of(report), rows):
            if row[name] in (None, "", [], "'************", "************"):
                continue
            first = row[name][0] if isinstance(row[name], list) else row[name]
            assert first.startswith(f"{'' if kind not in DELIMITED else chr(39)}{beginning}cmd|"), (
                path.name,
                name,
                row[name],
            )
            seen += 1
    assert seen == 1016


def test_a_spreadsheet_has_no_formula_and_no_link(tmp_path: Path) -> None:
    part = write_part(tmp_path / "home", write_texts(lambda column: f'=HYPERLINK("https://x") {column}'), as_of=AS_OF)
    view = make_view(tmp_path / "home", [part])
    for path in export_all(view, tmp_path, (ExportFormat.XLSX,)):
        with zipfile.ZipFile(path) as archive:
            sheet = archive.read("xl/worksheets/sheet1.xml").decode()
            assert [name for name in archive.namelist() if "sheet" in name] == ["xl/worksheets/sheet1.xml"]
        assert re.findall("<f[ >]|<hyperlink", sheet) == []
        assert set(re.findall(' t="([a-zA-Z]+)"', sheet)) <= {"inlineStr", "b"}


@pytest.mark.parametrize("text", BEGINNINGS)
def test_what_a_spreadsheet_would_run_gets_an_apostrophe(text: str) -> None:
    assert make_harmless(pa.array([text])).to_pylist() == [f"'{text}"]


@pytest.mark.parametrize("text", ["", "a=1", "1-2", "'=1", "a\t=1", "Müller & Söhne", "; =1", None])
def test_other_texts_stay(text: str | None) -> None:
    assert make_harmless(pa.array([text], pa.string())).to_pylist() == [text]


@pytest.mark.parametrize("few", [20_000, 0])
def test_a_contributor_reads_no_personal_value(few: int, tmp_path: Path) -> None:
    part = write_part(tmp_path / "home", mark_people(), as_of=AS_OF)
    view = make_view(tmp_path / "home", [part], role=Role.CONTRIBUTOR)
    part.table("people").unlink()  # it is not even opened
    for report, kind in product(ExportReport, ExportFormat):
        target = tmp_path / f"{report.value}.{kind.ending}"
        written = write_export(view, plain_request(report, kind), target, nothing, few=few)
        assert not written.personal_data
        assert SIGN.encode() not in read_bytes(target)


def test_an_owner_reads_who_consented(tmp_path: Path) -> None:
    part = write_part(tmp_path / "home", mark_people(), as_of=AS_OF)
    view = make_view(tmp_path / "home", [part])
    for report, kind in product(ExportReport, ExportFormat):
        target = tmp_path / f"{report.value}.{kind.ending}"
        written = write_export(view, plain_request(report, kind), target, nothing)
        assert written.personal_data == may_hold_personal_data(view, report) == (report in WITH_PEOPLE)
        assert (f"{SIGN}company_name1".encode() in read_bytes(target)) == (report in WITH_PEOPLE)
        # c2 gave no consent, c3 is protected
        _, rows = read_rows(target, kind)
        values = [str(value) for row in rows for value in row.values() if SIGN in str(value)]
        assert {value[-1] for value in values} == ({"1"} if report in WITH_PEOPLE else set())


@pytest.mark.parametrize("report", [each for each in ExportReport if "filter" in ARGUMENTS[each]])
def test_a_contributor_may_not_filter_by_personal_fields(report: ExportReport, tmp_path: Path) -> None:
    view = make_view(tmp_path, [write_part(tmp_path, mark_people(), as_of=AS_OF)], role=Role.CONTRIBUTOR)
    request = plain_request(report, filter=CustomerFilter(email=TextFilter(contains="a")))
    with pytest.raises(ForbiddenFieldError, match="email"):
        count_rows(view, request)
    with pytest.raises(ForbiddenFieldError, match="email"):
        write_export(view, request, tmp_path / "file", nothing)
    assert not (tmp_path / "file").exists()


@pytest.mark.parametrize("report", [each for each in ExportReport if "order_by" in ARGUMENTS[each]])
def test_a_contributor_may_not_order_by_personal_fields(report: ExportReport, tmp_path: Path) -> None:
    view = make_view(tmp_path, [write_part(tmp_path, mark_people(), as_of=AS_OF)], role=Role.CONTRIBUTOR)
    request = plain_request(report, order_by=(Order("company_name"),))
    with pytest.raises(ForbiddenFieldError, match="COMPANY_NAME"):
        count_rows(view, request)
    with pytest.raises(ForbiddenFieldError, match="COMPANY_NAME"):
        write_export(view, request, tmp_path / "file", nothing)
    assert not (tmp_path / "file").exists()
