"""export on the command line: a file without a server."""

import json
import subprocess
from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path

import pytest

from app.export_arguments import read_request
from domain.errors import BadInputError
from domain.exports import ExportFormat, ExportReport, ExportRequest
from domain.filters import CustomerFilter, DateRange, PlanKey, Segment, TextFilter
from domain.measures import Granularity, RangePreset, SortDirection
from domain.pages import Order
from domain.ranges import MonthRange
from tests.app.commands import command_line, environment, run_command
from tests.faults.filling import SmallPlace, limit_files, open_small_place

OWNER = ("--publisher", "acme", "--role", "owner")


def test_a_report_becomes_a_file(home: Path, tmp_path: Path) -> None:
    target = tmp_path / "customers.csv"
    ended = run_command(home, ["export", "CUSTOMER_DETAILS", *OWNER, "-o", str(target)])
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout == f"1 rows, {target.stat().st_size} bytes in {target}; it may hold personal data\n"
    header, row = target.read_text().splitlines()
    assert header.startswith("customerId,billingAccountId,companyName,")
    assert row == '"c1",,,,,,,,,,,,,,"NO_CONSENT",,,false,false,0,0,0,0,0,"",""'


def test_what_a_program_reads_of_it(home: Path, tmp_path: Path) -> None:
    target = tmp_path / "bars"
    arguments = ["export", "active_customers", "--publisher", "acme", "--role", "contributor", "--format", "parquet"]
    ended = run_command(home, [*arguments, "--arguments", '{"category": null}', "-o", str(target), "--json"])
    assert (ended.returncode, ended.stderr) == (0, "")
    told = json.loads(ended.stdout)
    assert len(told.pop("sha256")) == 64
    assert told == {
        "report": "ACTIVE_CUSTOMERS", "format": "PARQUET", "file": str(target), "rows": 15, "bytes": target.stat().st_size,
        "personalData": False,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("report", "arguments", "said"),
    [
        ("CUSTOMER_TREND", '{"top": 5}', "top: CUSTOMER_TREND does not take it; it takes range, filter"),
        ("RETENTION_CURVE", "{}", "offerId: missing; RETENTION_CURVE needs it"),
        ("CONCENTRATION", '{"bands": 7}', "bands: 7; give 10, 20, 50 or 100"),
        ("LEADERBOARD", '{"top": true}', "arguments: top: Int cannot represent non-integer value: True"),
    ],
)
def test_wrong_arguments_are_named(home: Path, tmp_path: Path, report: str, arguments: str, said: str) -> None:
    ended = run_command(home, ["export", report, *OWNER, "--arguments", arguments, "-o", str(tmp_path / "file")])
    assert (ended.returncode, ended.stdout, ended.stderr) == (2, "", f"holdfast: {said}\n")
    assert not (tmp_path / "file").exists()


def test_what_is_not_there_is_named(home: Path, tmp_path: Path) -> None:
    ended = run_command(home, ["export", "GEOGRAPHY", *OWNER, "-o", str(tmp_path / "none" / "file")])
    assert (ended.returncode, ended.stderr) == (1, f"holdfast: No such file or directory: {tmp_path / 'none'}\n")
    ended = run_command(
        home, ["export", "RETENTION_CURVE", *OWNER, "--arguments", '{"offerId": "o9"}', "-o", str(tmp_path / "file")]
    )
    assert ended.returncode == 1
    assert (
        ended.stderr == "holdfast: offerId: no offer of that id is visible; the field `offers` lists those that are\n"
    )
    assert not (tmp_path / "file").exists()


@pytest.fixture
def small_place(tmp_path: Path) -> Iterator[SmallPlace]:
    with open_small_place(tmp_path / "small", 2) as place:
        yield place


@pytest.mark.parametrize("kind", ExportFormat)
def test_a_full_disk_leaves_nothing(home: Path, small_place: SmallPlace, kind: ExportFormat) -> None:
    folder = small_place.folder / "exports"
    folder.mkdir()
    prepare, problem = small_place.fill(0)
    words = command_line("export", "ACTIVE_CUSTOMERS", *OWNER, "--format", kind.value, "-o", str(folder / "file"))
    if not small_place.mounted:
        prepare = partial(limit_files, 100)
    ended = subprocess.run(
        words, env=environment(home), capture_output=True, text=True, timeout=120, check=False, preexec_fn=prepare
    )
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.startswith(f"holdfast: {problem}: {folder}")
    assert list(folder.iterdir()) == []
    small_place.free()
    assert run_command(home, words[4:]).returncode == 0
    assert [path.name for path in folder.iterdir()] == ["file"]


def test_arguments_are_those_of_the_api() -> None:
    given = {
        "range": {"preset": "LAST_3_MONTHS"},
        "filter": {"companyName": {"startsWith": "Co", "in": ["Contoso"]}, "country": ["Germany"], "dateLost": {"from": "2024-01-31"}},
        "orderBy": [{"field": "REVENUE", "direction": "DESC"}, {"field": "CUSTOMER_ID"}],
    }  # fmt: skip
    assert read_request(ExportReport.CUSTOMER_DETAILS, ExportFormat.TSV, given) == ExportRequest(
        ExportReport.CUSTOMER_DETAILS,
        ExportFormat.TSV,
        range=MonthRange(preset=RangePreset.LAST_3_MONTHS),
        filter=CustomerFilter(
            company_name=TextFilter(in_=("Contoso",), starts_with="Co"),
            country=("Germany",),
            date_lost=DateRange(from_=date(2024, 1, 31)),
        ),
        order_by=(Order("revenue", SortDirection.DESC), Order("customer_id")),
    )
    segment = {"plan": [{"offerId": "o1", "planId": "p1"}], "excludeTrials": True}
    asked = {"offerId": "o1", "granularity": "WEEK", "segment": segment, "upTo": 3}
    assert read_request(ExportReport.RETENTION_CURVE, ExportFormat.CSV, asked) == ExportRequest(
        ExportReport.RETENTION_CURVE,
        offer_id="o1",
        granularity=Granularity.WEEK,
        segment=Segment(plan=(PlanKey("o1", "p1"),), exclude_trials=True),
        up_to=3,
    )


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"topp": 1}, "topp"),
        ({"range": {}}, "MonthRange"),
        ({"range": {"preset": "LAST_3_MONTHS", "months": {"from": "2024-01-01", "to": "2024-01-01"}}}, "MonthRange"),
        ({"range": {"months": {"from": "2024-1-1", "to": "2024-01-01"}}}, "range.months.from: .*YYYY-MM-DD"),
        ({"filter": {"country": [5]}}, "filter.country.0: String cannot represent"),
        ({"filter": {"colour": "red"}}, "filter: .*colour"),
        ({"orderBy": [{"direction": "UP", "field": "REVENUE"}]}, "orderBy.0.direction"),
        ({"orderBy": [{"field": "revenue"}]}, "orderBy: field 'revenue'"),
        ({"orderBy": [{}]}, "orderBy.0.*field"),
    ],
)
def test_what_the_api_does_not_take_is_refused(given: dict[str, object], said: str) -> None:
    with pytest.raises(BadInputError, match=said):
        read_request(ExportReport.CUSTOMER_DETAILS, ExportFormat.CSV, given)
