"""Files appear whole or not at all, in their formats' own types, in the order that was asked for."""

import hashlib
import stat
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from domain.errors import BadInputError, NotFoundError
from domain.exports import CanceledError, ExportFormat, ExportReport, ExportRequest
from domain.filters import Segment
from domain.measures import SortDirection
from domain.pages import Order, PageRequest
from services.exports.batches import batch_of, schema_of
from services.exports.columns import COLUMNS, Column, Kind
from services.exports.delimited import write_delimited
from services.exports.parquet import GROUP, write_parquet
from services.exports.sheets import CUT, LONGEST, SHEET_ROWS, write_sheets
from services.exports.writing import count_rows, write_export
from services.retention.details import RetentionDetail, list_retention_details
from services.view import View
from tests.parts import make_view, write_part
from tests.resolvers.world import AS_OF, small_tables
from tests.services.exports.market import nothing, plain_request, use_daily
from tests.services.exports.reading import read_lines, read_rows, read_sheets

DETAILS = ExportReport.RETENTION_DETAILS
SCHEMA = schema_of(
    [
        Column("text", Kind.TEXT, ""), Column("texts", Kind.TEXTS, ""), Column("integer", Kind.INTEGER, ""),
        Column("decimal", Kind.DECIMAL, ""), Column("ratio", Kind.RATIO, ""), Column("day", Kind.DAY, ""), Column("flag", Kind.FLAG, ""),
    ]
)  # fmt: skip
ROWS = [
    {"text": 'say "a", b\r\nc', "texts": ["x", "y"], "integer": -5, "decimal": Decimal("12.500000"), "ratio": 0.25}
    | {"day": date(2024, 2, 29), "flag": True},
    {"text": "-5", "texts": ["-x"], "integer": 0, "decimal": Decimal("-300"), "ratio": 1e-07, "day": date(1999, 12, 31), "flag": False},
    dict.fromkeys(SCHEMA.names),
]  # fmt: skip


@pytest.fixture
def view(tmp_path: Path) -> View:
    home = tmp_path / "home"
    return make_view(home, [write_part(home, small_tables(), as_of=AS_OF)])


def batch(rows: list[dict[str, object]]) -> pa.RecordBatch:
    return pa.RecordBatch.from_pylist(rows, SCHEMA)


def test_cells_of_a_csv_file(tmp_path: Path) -> None:
    with write_delimited(tmp_path / "file", SCHEMA, ",") as write:
        write(batch(ROWS))
    assert (tmp_path / "file").read_bytes() == (
        b"text,texts,integer,decimal,ratio,day,flag\r\n"
        b'"say ""a"", b\r\nc","x; y",-5,12.5,0.25,2024-02-29,true\r\n'
        b'"\'-5","\'-x",0,-300,1e-7,1999-12-31,false\r\n'
        b",,,,,,\r\n"
    )


def test_cells_of_a_tsv_file(tmp_path: Path) -> None:
    with write_delimited(tmp_path / "file", SCHEMA, "\t") as write:
        write(batch([{**ROWS[0], "text": "a\tb"}]))
        write(batch([]))
        write(batch(ROWS[1:]).slice(1))
    assert read_lines(tmp_path / "file", "\t") == [
        SCHEMA.names, ["a\tb", "x; y", "-5", "12.5", "0.25", "2024-02-29", "true"], [""] * 7,
    ]  # fmt: skip


def test_types_of_a_parquet_file(tmp_path: Path) -> None:
    with write_parquet(tmp_path / "file", SCHEMA) as write:
        write(batch(ROWS))
    found = pq.read_table(tmp_path / "file")
    assert [str(each.type) for each in found.schema] == [
        "string", "list<element: string>", "int64", "decimal128(38, 6)", "double", "date32[day]", "bool",
    ]  # fmt: skip
    assert found.to_pylist() == ROWS


def test_row_groups_are_bounded(tmp_path: Path) -> None:
    rows = batch([{"integer": number} for number in range(GROUP // 2 + 1)])
    with write_parquet(tmp_path / "file", SCHEMA) as write:
        for _ in range(5):
            write(rows)
    found = pq.ParquetFile(tmp_path / "file").metadata
    assert max(found.row_group(each).num_rows for each in range(found.num_row_groups)) == GROUP
    assert found.num_rows == 5 * rows.num_rows


def test_cells_of_a_spreadsheet(tmp_path: Path) -> None:
    odd = [
        "a\x00b\x1f\x0b",
        "_x0041_",
        "<r><t>x</t></r>",
        "  edge  ",
        "\ufffe\uffff",
        "1",
        "https://x",
        "\U0001f600",
        "é\r\nf",
    ]
    with write_sheets(tmp_path / "file", SCHEMA, SHEET_ROWS, lambda: None) as write:
        write(batch(ROWS))
        write(batch([{"text": text} for text in odd]))
    [names, *rows] = read_sheets(tmp_path / "file")[0]
    assert names == SCHEMA.names
    assert rows[0] == ['say "a", b\r\nc', "x; y", -5, 12.5, 0.25, datetime(2024, 2, 29), True]
    assert rows[1] == ["-5", "-x", 0, -300, 1e-07, datetime(1999, 12, 31), False]
    assert rows[2] == [None] * 7
    assert [row[0] for row in rows[3:]] == odd


def test_a_text_too_long_for_a_cell_says_that_it_was_cut(tmp_path: Path) -> None:
    texts = ["a" * LONGEST, "b" * (LONGEST + 1), "\U0001f600" * LONGEST]
    with write_sheets(tmp_path / "file", SCHEMA, SHEET_ROWS, lambda: None) as write:
        write(batch([{"text": text} for text in texts]))
    found = [row[0] for row in read_sheets(tmp_path / "file")[0][1:]]
    assert found[0] == texts[0]
    assert found[1] == "b" * (LONGEST - len(CUT)) + CUT
    assert found[2] == "\U0001f600" * ((LONGEST - len(CUT)) // 2) + CUT


@pytest.mark.parametrize(("sheet_rows", "sizes"), [(3, [2, 2, 2]), (4, [3, 3]), (5, [4, 2]), (7, [6]), (8, [6])])
def test_a_full_sheet_is_followed_by_another(view: View, tmp_path: Path, sheet_rows: int, sizes: list[int]) -> None:
    target = tmp_path / "file"
    request = plain_request(DETAILS, ExportFormat.XLSX)
    written = write_export(view, request, target, nothing, sheet_rows=sheet_rows)
    sheets = read_sheets(target)
    assert [len(rows) - 1 for rows in sheets] == sizes
    assert [rows[0] for rows in sheets] == [[column.name for column in COLUMNS[DETAILS]]] * len(sizes)
    days = [row[-4] for rows in sheets for row in rows[1:]]
    assert days == sorted(days, reverse=True)
    assert written.rows == len(days) == 6


def test_what_is_told_of_a_file(view: View, tmp_path: Path) -> None:
    target = tmp_path / "file.csv"
    target.write_text("older")
    written = write_export(view, plain_request(DETAILS), target, nothing)
    assert (written.rows, written.bytes) == (6, target.stat().st_size)
    assert written.sha256 == hashlib.sha256(target.read_bytes()).hexdigest()
    assert stat.S_IMODE(target.stat().st_mode) == 0o600


@pytest.mark.parametrize("few", [20_000, 0])
@pytest.mark.parametrize("kind", ExportFormat)
@pytest.mark.parametrize("calls", [1, 2, 3])
def test_a_canceled_export_leaves_nothing(view: View, tmp_path: Path, kind: ExportFormat, calls: int, few: int) -> None:
    folder = tmp_path / "exports"
    folder.mkdir()
    told: list[int] = []

    def cancel(rows: int, _total: int | None) -> None:
        told.append(rows)
        if len(told) == calls:
            raise CanceledError("canceled")

    with pytest.raises(CanceledError):
        write_export(view, plain_request(DETAILS, kind), folder / "file", cancel, few=few)
    assert told == [0, 0, 6][:calls]
    assert list(folder.iterdir()) == []
    assert write_export(view, plain_request(DETAILS, kind), folder / "file", nothing, few=few).rows == 6


def test_packing_a_spreadsheet_may_be_canceled(tmp_path: Path) -> None:
    rows = batch([{"text": f"{number * 7919 % 1000003}" * 9} for number in range(20_000)])
    asked: list[int] = []

    def waiting() -> None:
        asked.append(1)
        raise CanceledError("canceled")

    with pytest.raises(CanceledError), write_sheets(tmp_path / "file", SCHEMA, SHEET_ROWS, waiting) as write:
        for _ in range(6):
            write(rows)
    assert asked == [1]


@pytest.mark.parametrize("few", [20_000, 0])
@pytest.mark.parametrize(
    "orders",
    [
        (),
        (Order("company_name"), Order("retained_on", SortDirection.DESC)),
        (Order("name", SortDirection.DESC), Order("revenue")),
        (Order("days_from_first_use"), Order("plan_id"), Order("customer_id", SortDirection.DESC)),
    ],
)
def test_a_long_list_has_the_order_of_its_pages(tmp_path: Path, orders: tuple[Order, ...], few: int) -> None:
    view = make_view(tmp_path / "home", [write_part(tmp_path / "home", use_daily(40, 60), as_of=AS_OF)])
    request = plain_request(DETAILS, ExportFormat.PARQUET, order_by=orders)
    assert write_export(view, request, tmp_path / "file", nothing, few=few).rows == 2400
    _, rows = read_rows(tmp_path / "file", ExportFormat.PARQUET)
    expected: list[RetentionDetail] = []
    cursor = None
    while True:
        page = list_retention_details(
            view, 1, Segment(), orders, PageRequest(first=1000, after=cursor), with_total=False
        )
        expected += page.rows
        if not page.has_next:
            break
        cursor = page.cursors[-1]
    assert [(row["customerId"], row["planId"], row["retainedOn"], row["revenue"]) for row in rows] == [
        (row.customer.customer_id, row.plan.plan_id if row.plan else None, row.retained_on, row.revenue)
        for row in expected
    ]


def test_an_unknown_offer_is_not_found(view: View, tmp_path: Path) -> None:
    for report in (ExportReport.RETENTION_CURVE, DETAILS):
        request = ExportRequest(report, offer_id="theirs")
        with pytest.raises(NotFoundError, match="offerId"):
            count_rows(view, request)
        with pytest.raises(NotFoundError, match="offerId"):
            write_export(view, request, tmp_path / "file", nothing)


@pytest.mark.parametrize(
    ("report", "given", "named"),
    [
        (ExportReport.CUSTOMER_DETAILS, {"order_by": (Order("rank"),)}, "orderBy: RANK"),
        (ExportReport.CUSTOMER_DETAILS, {"order_by": (Order("personal_data"),)}, "orderBy: PERSONAL_DATA"),
        (ExportReport.RETENTION_CUSTOMERS, {"order_by": (Order("name"),)}, "orderBy: NAME"),
        (DETAILS, {"order_by": (Order("offer_id"),)}, "orderBy: OFFER_ID"),
        (ExportReport.RETENTION_CUSTOMERS, {"period": -1}, "period: -1"),
        (ExportReport.RETENTION_CURVE, {"up_to": -1}, "upTo: -1"),
        (ExportReport.CONCENTRATION, {"bands": 7}, "bands: 7"),
        (ExportReport.LEADERBOARD, {"top": 1001}, "top: 1001"),
    ],
)
def test_what_the_field_refuses_is_refused(view: View, report: ExportReport, given: dict[str, Any], named: str) -> None:
    with pytest.raises(BadInputError, match=named):
        count_rows(view, plain_request(report, **given))


def test_rows_share_what_they_have_in_common() -> None:
    assert batch_of(COLUMNS[DETAILS], []).num_rows == 0
