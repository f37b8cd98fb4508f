"""Plain usage, offers and plans: defaults, and what a file carries."""

from pathlib import Path

from tests.services.load.lakes import (
    day,
    lake_files,
    load_text,
    make_csv,
    read_quarantine,
    read_rows,
    read_types,
    table_types,
)

MEASURES = (
    "raw_hours", "normalized_hours", "revenue_usd", "carries_raw", "carries_normalized", "carries_revenue", "normalized_derived",
)  # fmt: skip


def test_every_column_of_usage(tmp_path: Path) -> None:
    home = tmp_path / "home"
    header = (
        "used_on,customer_id,offer_id,plan_id,subscription_id,sales_channel,billing_type,currency,raw_hours,normalized_hours,"
        "revenue_usd,is_trial,reference_id"
    )
    report = load_text(home, make_csv(header, "2024-03-01,c,o,p,s,Direct,Paid,EUR,1,2,-3.000001,no,r"))
    assert (report.report, report.accepted, report.unknown_columns, report.left_out) == ("usage", 1, (), {})
    assert read_types(home) == table_types("usage")
    assert read_rows(home, *header.split(",")) == [
        (day("2024-03-01"), "c", "o", "p", "s", "Direct", "Paid", "EUR", 1_000_000, 2_000_000, -3_000_001, False, "r")
    ]
    file = lake_files(home)[0]
    assert file.plain
    assert file.carried == set(header.split(","))


def test_hours_and_revenue_default_to_nothing(tmp_path: Path) -> None:
    home = tmp_path / "home"
    load_text(home, make_csv("used_on,customer_id,offer_id", "2024-03-01,c,o"))
    assert read_rows(home, *MEASURES) == [(0, 0, 0, False, False, False, False)]
    assert lake_files(home)[0].carried == {"used_on", "customer_id", "offer_id"}


def test_normalized_hours_default_to_raw_ones(tmp_path: Path) -> None:
    home = tmp_path / "home"
    load_text(home, make_csv("used_on,customer_id,offer_id,raw_hours", "2024-03-01,c,o,2", "2024-03-01,c,o,"))
    assert read_rows(home, *MEASURES) == [
        (2_000_000, 2_000_000, 0, True, True, False, True),
        (0, 0, 0, True, True, False, True),
    ]


def test_normalized_hours_alone_leave_raw_ones_unsaid(tmp_path: Path) -> None:
    home = tmp_path / "home"
    load_text(home, make_csv("used_on,customer_id,offer_id,normalized_hours", "2024-03-01,c,o,2"))
    assert read_rows(home, *MEASURES) == [(0, 2_000_000, 0, False, True, False, False)]


def test_a_present_but_empty_value_is_stated(tmp_path: Path) -> None:
    home = tmp_path / "home"
    load_text(
        home, make_csv("used_on,customer_id,offer_id,raw_hours,normalized_hours,revenue_usd", "2024-03-01,c,o,2,,")
    )
    assert read_rows(home, *MEASURES) == [(2_000_000, 2_000_000, 0, True, True, True, False)]


def test_plain_rows_of_nothing_are_usage(tmp_path: Path) -> None:
    report = load_text(tmp_path / "home", make_csv("used_on,customer_id,offer_id,raw_hours", "2024-03-01,c,o,0"))
    assert (report.accepted, report.left_out) == (1, {})


def test_offers(tmp_path: Path) -> None:
    home = tmp_path / "home"
    rows = ("o1,Ledger,SaaS,Finance,https://example.com/o1", "o2,,,,", ",Nameless,,,")
    report = load_text(home, make_csv("offer_id,name,offer_type,category,product_url", *rows))
    assert (report.report, report.accepted, report.quarantined) == ("offers", 2, 1)
    assert read_types(home) == table_types("offers")
    assert read_rows(home, "offer_id", "name", "offer_type", "category", "product_url") == [
        ("o1", "Ledger", "SaaS", "Finance", "https://example.com/o1"),
        ("o2", "o2", None, None, None),
    ]
    assert read_quarantine(home) == [("report.csv", 4, "offer_id", None, "is empty: every row needs one")]
    assert (lake_files(home)[0].days, lake_files(home)[0].replaces) == (None, None)


def test_offers_without_a_name_column_name_nothing(tmp_path: Path) -> None:
    home = tmp_path / "home"
    load_text(home, make_csv("offer_id,category", "o1,Finance"))
    assert read_rows(home, "name") == [(None,)]
    assert lake_files(home)[0].carried == {"offer_id", "category"}


def test_plans(tmp_path: Path) -> None:
    home = tmp_path / "home"
    report = load_text(
        home, make_csv("offer_id,plan_id,name,billing_type,is_private", "o1,p,Basic,Paid,yes", "o1,q,,,", "o1,,Odd,,")
    )
    assert (report.report, report.accepted, report.quarantined) == ("plans", 2, 1)
    assert read_types(home) == table_types("plans")
    assert read_rows(home, "offer_id", "plan_id", "name", "billing_type", "is_private") == [
        ("o1", "p", "Basic", "Paid", True),
        ("o1", "q", None, None, None),
    ]
