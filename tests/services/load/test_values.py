"""Cells become values: days, moments, exact millionths, yes and no; what cannot be read makes a bad row."""

from collections.abc import Iterator
from datetime import date
from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction
from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.load.values import make_macros
from tests.services.load.lakes import day, load_text, make_csv, read_quarantine, read_rows

EXACT = Context(prec=600, rounding=ROUND_HALF_EVEN)


@pytest.fixture(scope="module")
def engine() -> Iterator[duckdb.DuckDBPyConnection]:
    """An engine that knows how cells are read, for a publisher in New York."""
    with duckdb.connect(":memory:") as connection:
        connection.execute("set TimeZone = 'UTC'")
        for statement in make_macros("America/New_York", date(2026, 11, 21)):
            connection.execute(statement)
        yield connection


def ask(engine: duckdb.DuckDBPyConnection, expression: str, *values: object) -> object:
    """The value of a SQL expression over $1, $2, ..."""
    row = engine.execute(f"select {expression}", list(values)).fetchone()
    assert row is not None
    return row[0]


@pytest.mark.parametrize(
    ("cell", "millionths"),
    [
        ("0", 0),
        ("1.5", 1_500_000),
        ("-2.25", -2_250_000),
        ("+3.", 3_000_000),
        (".5", 500_000),
        ("1.5E3", 1_500_000_000),
        ("5e-7", 0),
        ("15e-7", 2),
        ("0.0000005", 0),
        ("0.0000015", 2),
        ("0.0000025", 2),
        ("-0.0000025", -2),
        ("0.00000050000000000000000000000000000000000000000001", 1),
        ("0.1234565", 123_456),
        ("0.1234575", 123_458),
        ("0.30000000000000004", 300_000),
        ("000000000000000001", 1_000_000),
        ("999999999999.999999", 999_999_999_999_999_999),
        ("1e-400", 0),
        ("1000000000000", None),
        ("1e30", None),
        ("999999999999.9999999", 10**18),
        ("1,000.5", None),
        ("1_000", None),
        ("0x10", None),
        ("nan", None),
        ("inf", None),
        ("12 h", None),
        ("--1", None),
        ("1e", None),
        (".", None),
    ],
)
def test_numbers_are_exact_millionths_rounded_half_even(
    engine: duckdb.DuckDBPyConnection, cell: str, millionths: int | None
) -> None:
    assert ask(engine, "read_millionths($1)", cell) == millionths


@given(st.from_regex(r"-?[0-9]{1,12}(\.[0-9]{0,30})?(e-?[0-9])?", fullmatch=True))
def test_any_number_is_rounded_as_python_decimals_are(engine: duckdb.DuckDBPyConnection, cell: str) -> None:
    number = EXACT.multiply(Decimal(cell), Decimal(1_000_000))
    expected = int(number.quantize(Decimal(1), context=EXACT)) if abs(number) < 10**18 else None
    assert ask(engine, "read_millionths($1)", cell) == expected


@given(
    st.from_regex(r"[0-9]{1,6}(\.[0-9]{0,18})?", fullmatch=True),
    st.sampled_from([(1000, 6000), (1000, 1000), (4000, 1000), (500, 1000), (1, 1000)]),
)
def test_hours_times_cores_are_rounded_once(
    engine: duckdb.DuckDBPyConnection, cell: str, cores: tuple[int, int]
) -> None:
    expected = round(Fraction(cell) * 1_000_000 * cores[0] / cores[1])
    assert ask(engine, "multiply_hours(read_millionths($1), $1, $2, $3)", cell, *cores) == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("2024-03-01", "2024-03-01"),
        ("2024-03-01 04:59:59", "2024-02-29"),
        ("2024-03-01 05:00:00", "2024-03-01"),
        ("2024-03-01T04:59:59Z", "2024-02-29"),
        ("2024-03-01 04:59:59.9999999", "2024-02-29"),
        ("2024-03-01 00:00", "2024-02-29"),
        ("2024-03-01 00:00:00+09:00", "2024-02-29"),
        ("2024-03-01 00:00:00-0500", "2024-03-01"),
        ("2024-07-01 04:00:00", "2024-07-01"),
        ("2024-07-01 03:59:59", "2024-06-30"),
        ("2024-02-30", None),
        ("2024-3-1", None),
        ("03/01/2024", None),
        ("20240301", None),
        ("2024-03-01 25:00:00", None),
        ("2024-03-01 10:00:00 Europe/Berlin", None),
        ("yesterday", None),
        ("infinity", None),
    ],
)
def test_a_day_stays_and_a_timestamp_becomes_the_zones_day(
    engine: duckdb.DuckDBPyConnection, cell: str, expected: str | None
) -> None:
    assert ask(engine, "read_day($1)", cell) == (None if expected is None else day(expected))


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        *((cell, True) for cell in ("1", "true", "True", "TRUE", "yes", "Yes")),
        *((cell, False) for cell in ("0", "false", "False", "no", "No")),
        *((cell, None) for cell in ("2", "y", "maybe", "on")),
    ],
)
def test_yes_and_no(engine: duckdb.DuckDBPyConnection, cell: str, value: bool | None) -> None:
    assert ask(engine, "read_flag($1)", cell) is value


@pytest.mark.parametrize(
    ("cell", "value"), [("3", 3), ("-3", -3), ("3.0", 3), ("3.", 3), ("3.5", None), ("1e3", None), ("x", None)]
)
def test_whole_numbers(engine: duckdb.DuckDBPyConnection, cell: str, value: int | None) -> None:
    assert ask(engine, "read_whole($1)", cell) == value


@pytest.mark.parametrize(
    ("cell", "code", "country"),
    [
        ("DE", "DE", "Germany"),
        ("de", "DE", "Germany"),
        ("DEU", "DE", "Germany"),
        ("NA", "NA", "Namibia"),
        ("KR", "KR", "Korea, Republic of"),
        ("Germany", "DE", "Germany"),
        ("South Korea", "KR", "South Korea"),
        ("Atlantis", None, "Atlantis"),
        ("XX", None, "XX"),
    ],
)
def test_a_country_code_becomes_its_name_and_a_name_its_code(
    engine: duckdb.DuckDBPyConnection, cell: str, code: str | None, country: str
) -> None:
    assert (ask(engine, "country_code_of($1)", cell), ask(engine, "read_country($1)", cell)) == (code, country)


HEADER = "used_on,customer_id,offer_id,plan_id,raw_hours,revenue_usd,is_trial"
GOOD = "2024-03-01,c1,ledger,basic,1,2,yes"


@pytest.mark.parametrize(
    ("row", "column", "value", "reason"),
    [
        ("2024-13-01,c1,o,,,,", "used_on", "2024-13-01", "is no date: takes yyyy-MM-dd or a timestamp such as 2024-03-01 12:00:00"),
        (",c1,o,,,,", "used_on", None, "is empty: every row needs one"),
        ("1989-12-31,c1,o,,,,", "used_on", "1989-12-31", "lies outside 1990-01-01 .. 2026-11-21"),
        ("2026-11-22,c1,o,,,,", "used_on", "2026-11-22", "lies outside 1990-01-01 .. 2026-11-21"),
        ("2024-03-01,,o,,,,", "customer_id", None, "is empty: every row needs one"),
        ("2024-03-01,  ,o,,,,", "customer_id", "  ", "is empty: every row needs one"),
        ("2024-03-01,c1,,,,,", "offer_id", None, "is empty: every row needs one"),
        (
            "2024-03-01,c1,o,,twelve,,",
            "raw_hours", "twelve", "is no number: takes up to 12 digits before a decimal point, such as 1234.5",
        ),
        ("2024-03-01,c1,o,,-0.5,,", "raw_hours", "-0.5", "is negative: hours cannot be"),
        (
            "2024-03-01,c1,o,,,free,",
            "revenue_usd", "free", "is no number: takes up to 12 digits before a decimal point, such as 1234.5",
        ),
        ("2024-03-01,c1,o,,,,maybe", "is_trial", "maybe", "is neither yes nor no: takes true, false, 1, 0, yes or no"),
        (f"2024-03-01,c1,o,{'x' * 4097},,,", "plan_id", "x" * 1000, "is longer than 4,096 characters"),
        (
            "2024-03-01,c1,o",
            "", None, "the record has 3 cells where the header has 7: a quote or a line's end may be missing",
        ),
        (
            "2024-03-01,c1,o,,,,,,1",
            "", None, "the record has 9 cells where the header has 7: a quote or a line's end may be missing",
        ),
    ],
)  # fmt: skip
def test_a_bad_row_is_quarantined_with_line_column_value_and_reason(
    tmp_path: Path, row: str, column: str, value: str | None, reason: str
) -> None:
    home = tmp_path / "home"
    report = load_text(home, make_csv(HEADER, GOOD, row, GOOD))
    assert (report.accepted, report.quarantined, report.left_out) == (2, 1, {})
    assert read_quarantine(home) == [("report.csv", 3, column, value, reason)]
    assert read_rows(home, '"row"', "used_on", "raw_hours", "revenue_usd", "is_trial") == [
        (line, day("2024-03-01"), 1_000_000, 2_000_000, True) for line in (2, 4)
    ]


def test_what_is_just_within_the_limits_goes_in(tmp_path: Path) -> None:
    home = tmp_path / "home"
    rows = ["1990-01-01,c1,o,,,,", "2026-11-21,c1,o,,,,", f"2024-03-01,c1,o,{'ä' * 4096},,-2,"]
    assert load_text(home, make_csv(HEADER, *rows)).accepted == 3
    assert read_rows(home, "used_on", "length(plan_id)", "revenue_usd") == [
        (day("1990-01-01"), None, 0),
        (day("2026-11-21"), None, 0),
        (day("2024-03-01"), 4096, -2_000_000),
    ]


def test_only_the_first_problem_of_a_row_is_told(tmp_path: Path) -> None:
    home = tmp_path / "home"
    load_text(home, make_csv(HEADER, GOOD, GOOD, "never,,,,many,much,maybe"))
    assert [(line, column) for _, line, column, *_ in read_quarantine(home)] == [(4, "used_on")]
