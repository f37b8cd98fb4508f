"""ISVOfferRetention: usage on FirstUsageDate + Offset."""

from pathlib import Path

from tests.services.load.lakes import (
    day,
    lake_files,
    load_text,
    make_report,
    read_quarantine,
    read_rows,
    read_types,
    table_types,
)

KEY = {"Offset": "3", "FirstUsageDate": "2024-02-28", "CustomerId": "c", "ProductId": "p"}
NO_DAYS = "is no number of days: takes 0, 1, 2, ..."


def test_every_column_goes_to_its_place(tmp_path: Path) -> None:
    home = tmp_path / "home"
    row = {
        **KEY, "OfferCategory": "Compute", "OfferName": "Ledger", "Sku": "basic", "ServicePlanName": "Basic", "SkuBillingType": "Paid",
        "CustomerName": "not read", "CustomerCompanyName": "not read", "CustomerCountryName": "Germany", "CustomerCountryCode": "DE",
        "CustomerCurrencyCode": "EUR", "AzureLicenseType": "Enterprise", "OfferType": "vm core image", "DeploymentMethod": "x",
        "RevenueGenerated(USD)": "900", "RevenueGeneratedPerDay(USD)": "1.5",
    }  # fmt: skip
    report = load_text(home, make_report([row]))
    assert (report.report, report.accepted, report.unknown_columns, report.left_out) == ("ISVOfferRetention", 1, (), {})
    assert read_types(home) == table_types("retention")
    columns = list(table_types("retention"))
    assert dict(zip(columns, read_rows(home, *(f'"{name}"' for name in columns))[0], strict=True)) == {
        "row": 2, "used_on": day("2024-03-02"), "first_used_on": day("2024-02-28"), "customer_id": "c", "offer_id": None,
        "product_id": "p", "offer_name": "Ledger", "offer_type": "vm core image", "plan_id": "basic", "plan_name": "Basic",
        "category": "Compute", "sales_channel": "Enterprise", "billing_type": "Paid", "currency": "EUR", "country": "Germany",
        "country_code": "DE", "revenue_usd": 1_500_000,
    }  # fmt: skip
    file = lake_files(home)[0]
    assert file.days == (day("2024-03-02"), day("2024-03-02"))
    assert file.carried == set(columns) - {"row", "offer_id"}


def test_without_its_column_revenue_is_unknown(tmp_path: Path) -> None:
    home = tmp_path / "home"
    load_text(home, make_report([{**KEY, "RevenueGenerated(USD)": "900"}]))
    assert read_rows(home, "revenue_usd") == [(None,)]
    assert "revenue_usd" not in lake_files(home)[0].carried


def test_bad_rows(tmp_path: Path) -> None:
    home = tmp_path / "home"
    rows = [
        {**KEY, "Offset": "0"},
        {**KEY, "Offset": "-1"},
        {**KEY, "Offset": ""},
        {**KEY, "Offset": "99999999"},
        {**KEY, "FirstUsageDate": ""},
        {**KEY, "FirstUsageDate": "0001-01-01"},
        {**KEY, "FirstUsageDate": "1989-12-30", "Offset": "1"},
        {**KEY, "FirstUsageDate": "1989-12-30", "Offset": "2"},
        {**KEY, "FirstUsageDate": "2026-11-20", "Offset": "2"},
        *[KEY] * 6,
    ]
    report = load_text(home, make_report(rows))
    assert (report.accepted, report.quarantined, report.left_out) == (8, 7, {})
    assert read_rows(home, '"row"', "used_on")[:2] == [(2, day("2024-02-28")), (9, day("1990-01-01"))]
    assert [row[1:] for row in read_quarantine(home)] == [
        (3, "Offset", "-1", NO_DAYS),
        (4, "Offset", None, "is empty: every row needs one"),
        (5, "Offset", "99999999", NO_DAYS),
        (6, "FirstUsageDate", None, "is empty: every row needs one"),
        (7, "FirstUsageDate", "0001-01-01", "lies outside 1900 .. 2100"),
        (8, "FirstUsageDate", "1989-12-30", "gives, with Offset, a day outside 1990-01-01 .. 2026-11-21"),
        (10, "FirstUsageDate", "2026-11-20", "gives, with Offset, a day outside 1990-01-01 .. 2026-11-21"),
    ]
