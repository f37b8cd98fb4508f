"""Bad rows are set aside and counted; too many of them, or --strict, refuse the load; dates without meaning become empty."""

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from domain.errors import LoadRefusedError
from tests.services.load.lakes import day, lake_files, load, load_text, make_csv, read_quarantine, read_rows, write

HEADER = "used_on,customer_id,offer_id,raw_hours"
GOOD = "2024-03-01,c1,ledger,1"
BAD = "2024-03-01,c1,ledger,lots"
NO_NUMBER = "is no number: takes up to 12 digits before a decimal point, such as 1234.5"


def test_half_of_the_rows_may_be_bad(tmp_path: Path) -> None:
    report = load_text(tmp_path / "home", make_csv(HEADER, BAD, GOOD, GOOD, BAD))
    assert (report.accepted, report.quarantined) == (2, 2)


def test_more_than_half_refuse_the_load_and_tell_the_first(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with pytest.raises(LoadRefusedError) as refused:
        load_text(home, make_csv(HEADER, GOOD, BAD, BAD))
    assert str(refused.value) == (
        f"report.csv: 2 of 3 rows are bad, more than half; the first: line 3, column raw_hours: 'lots' {NO_NUMBER}. Nothing was loaded."
    )
    assert not (home / "lake").exists()


def test_strict_takes_no_bad_row(tmp_path: Path) -> None:
    home = tmp_path / "home"
    good = write(tmp_path / "good.csv", make_csv(HEADER, GOOD))
    bad = write(tmp_path / "bad.csv", make_csv(HEADER, GOOD, GOOD, ",c1,ledger,1"))
    with pytest.raises(LoadRefusedError) as refused:
        load(home, good, bad, strict=True)
    assert str(refused.value) == (
        "bad.csv: 1 of 3 rows are bad, and --strict takes none; the first: line 4, column used_on: is empty: every row needs one. "
        "Nothing was loaded."
    )
    assert not (home / "lake").exists()
    assert [each.quarantined for each in load(home, good, strict=True).files] == [0]


def test_a_strict_load_tells_of_a_broken_record(tmp_path: Path) -> None:
    with pytest.raises(LoadRefusedError) as refused:
        load_text(tmp_path / "home", make_csv(HEADER, GOOD, "2024-03-01"), strict=True)
    assert str(refused.value) == (
        "report.csv: 1 of 2 rows are bad, and --strict takes none; the first: line 3: the record has 1 cells where the header has 4: "
        "a quote or a line's end may be missing. Nothing was loaded."
    )


def test_lines_are_numbers_of_records_as_a_spreadsheet_shows_them(tmp_path: Path) -> None:
    home = tmp_path / "home"
    load_text(home, make_csv("offer_id,name", 'o1,"two\nlines"', ",none", "o2,b", "short", "o3,c", "o4,d", ",none"))
    assert [(line, column, value) for _, line, column, value, _ in read_quarantine(home)] == [
        (3, "offer_id", None),
        (5, "", None),
        (8, "offer_id", None),
    ]
    assert read_rows(home, '"row"', "offer_id") == [(2, "o1"), (4, "o2"), (6, "o3"), (7, "o4")]


def test_lines_hold_in_a_file_of_many_buffers(tmp_path: Path) -> None:
    home = tmp_path / "home"
    rows = [f"2024-03-01,c{number},{'x' * 400},1" for number in range(60_000)]
    for place in (0, 12_345, 59_999):
        rows[place] = rows[place][:-1] + "-1"
    load_text(home, make_csv(HEADER, *rows))
    assert [line for _, line, *_ in read_quarantine(home)] == [2, 12_347, 60_001]
    kept = [(place + 2, f"c{place}") for place in range(60_000) if place not in (0, 12_345, 59_999)]
    assert read_rows(home, '"row"', "customer_id") == kept
    assert lake_files(home)[0].rows == 59_997


def test_the_column_is_named_as_the_file_spells_it(tmp_path: Path) -> None:
    home = tmp_path / "home"
    good = "2024-03-01,c,o,1"
    load_text(
        home,
        make_csv("Usage Date,Customer ID,Offer Name,Raw Usage", good, "2024-03-01,c,,1", good, "2024-03-01,c,o,-1"),
    )
    assert [(column, value) for _, _, column, value, _ in read_quarantine(home)] == [
        ("Offer Name", None),
        ("Raw Usage", "-1"),
    ]


def test_dates_without_meaning_become_empty_and_are_counted(tmp_path: Path) -> None:
    home = tmp_path / "home"
    text = make_csv(
        "customer_id,date_lost",
        "c1,0001-01-01",
        "c2,9999-12-31",
        "c3,1899-12-31",
        "c4,1900-01-01",
        "c5,2100-12-31",
        "c6,2101-01-01 00:00:00",
        "c7,",
    )
    report = load_text(home, text)
    assert (report.accepted, report.quarantined, report.left_out) == (7, 0, {"dates emptied": 4})
    lost = [None, None, None, day("1900-01-01"), day("2100-12-31"), None, None]
    assert [value for (value,) in read_rows(home, "date_lost")] == lost


def test_an_unreadable_other_date_is_a_bad_row(tmp_path: Path) -> None:
    home = tmp_path / "home"
    load_text(home, make_csv("customer_id,date_lost", "c1,2024-01-01", "c2,soon"))
    assert read_quarantine(home) == [
        (
            "report.csv",
            3,
            "date_lost",
            "soon",
            "is no date: takes yyyy-MM-dd or a timestamp such as 2024-03-01 12:00:00",
        )
    ]


def test_the_last_key_day_is_the_day_after_the_load_by_utc(tmp_path: Path) -> None:
    late = datetime(2026, 11, 20, 23, 30, tzinfo=timezone(-timedelta(hours=5)))
    text = make_csv(HEADER, "2026-11-22,c1,o,1", "2026-11-23,c1,o,1")
    assert load_text(tmp_path / "home", text, loaded_at=late).quarantined == 1
    assert read_quarantine(tmp_path / "home")[0][4] == "lies outside 1990-01-01 .. 2026-11-22"
    assert load_text(tmp_path / "other", text, loaded_at=datetime(2026, 11, 22, tzinfo=UTC)).quarantined == 0


def test_a_customer_may_lack_a_day_of_acquisition_but_not_have_one_out_of_range(tmp_path: Path) -> None:
    home = tmp_path / "home"
    report = load_text(
        home, make_csv("customer_id,date_acquired", "c1,", "c2,2024-01-01", "c3,1889-01-01", "c4,0001-01-01")
    )
    assert (report.accepted, report.quarantined) == (2, 2)
    assert read_rows(home, "customer_id", "date_acquired") == [("c1", None), ("c2", day("2024-01-01"))]
