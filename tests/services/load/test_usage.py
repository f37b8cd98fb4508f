"""ISVUsage: hours reported or derived, types of the portal's dialect, charges once and in US dollars, rows of nothing."""

from pathlib import Path

import pytest

from tests.services.load.lakes import (
    day,
    lake_files,
    load_text,
    make_report,
    read_rows,
    read_types,
    table_types,
)

KEY = {"UsageDate": "2024-03-01", "CustomerId": "c1_2019-05-31", "OfferId": "ledger"}
HOURS = ("raw_hours", "normalized_hours", "carries_raw", "carries_normalized", "normalized_derived")
REVENUE = ("revenue_usd", "carries_revenue")
ZERO = "00000000-0000-0000-0000-000000000000"


def load_usage(home: Path, *rows: dict[str, str]) -> dict[str, int]:
    """Loads rows that all have the key; what was left out or noted."""
    report = load_text(home, make_report([{**KEY, **row} for row in rows]))
    assert (report.report, report.quarantined) == ("ISVUsage", 0)
    return dict(report.left_out)


def test_every_column_goes_to_its_place(tmp_path: Path) -> None:
    home = tmp_path / "home"
    row = {
        "BillingAccountId": "a1", "OfferName": "Ledger", "OfferType": "Virtual Machine Licenses", "SKU": "basic", "PlanId": "Basic plan",
        "MarketplaceSubscriptionId": "s1", "AzureLicenseType": "Pay as You Go", "SKUBillingType": "Paid", "CustomerCurrencyCC": "EUR",
        "CustomerCountry": "DE", "VMSize": "Standard_D2", "CoreSize": "2", "MeterId": "m", "MeterDimension": "d",
        "UsageReference": "u", "RawUsage": "1.5", "NormalizedUsage": "3", "TrialEndDate": "2024-03-05", "ReferenceId": "r",
        "IsInternal": "1", "PayoutCurrencyPC": "USD", "EstimatedExtendedChargePC": "0.25",
    }  # fmt: skip
    assert load_usage(home, row) == {}
    assert read_types(home) == table_types("usage")
    columns = list(table_types("usage"))
    expected = {
        "row": 2, "used_on": day("2024-03-01"), "customer_id": "c1_2019-05-31", "billing_account_id": "a1", "offer_id": "ledger",
        "product_id": None, "offer_name": "Ledger", "offer_type": "Virtual Machine Licenses", "plan_id": "basic",
        "plan_name": "Basic plan", "subscription_id": "s1", "sales_channel": "Pay as You Go", "billing_type": "Paid",
        "currency": "EUR", "country": "Germany", "country_code": "DE", "vm_size": "Standard_D2", "core_size": "2", "meter_id": "m",
        "meter_dimension": "d", "usage_reference": "u", "raw_hours": 1_500_000, "normalized_hours": 3_000_000, "revenue_usd": 250_000,
        "carries_raw": True, "carries_normalized": True, "carries_revenue": True, "normalized_derived": False, "is_trial": None,
        "trial_ends_on": day("2024-03-05"), "reference_id": "r", "internal": True,
    }  # fmt: skip
    assert dict(zip(columns, read_rows(home, *(f'"{name}"' for name in columns))[0], strict=True)) == expected
    file = lake_files(home)[0]
    assert (file.plain, file.days, file.rows) == (False, (day("2024-03-01"), day("2024-03-01")), 1)
    silent = {
        "row",
        "product_id",
        "is_trial",
        "carries_raw",
        "carries_normalized",
        "carries_revenue",
        "normalized_derived",
    }
    assert file.carried == set(columns) - silent


def test_only_columns_of_the_header_are_carried(tmp_path: Path) -> None:
    home = tmp_path / "home"
    load_usage(home, {"SKU": "", "RawUsage": "1"})
    assert lake_files(home)[0].carried == {
        "used_on",
        "customer_id",
        "offer_id",
        "plan_id",
        "raw_hours",
        "normalized_hours",
    }


@pytest.mark.parametrize(
    ("raw", "cores", "normalized"),
    [
        ("1.5", "4", 6_000_000),
        ("1.5", "0.5", 750_000),
        ("1.5", "4 cores", 6_000_000),
        ("1", "SHAREDCORE", 166_667),
        ("1.5", "SharedCore", 250_000),
        ("0.000003", "SHAREDCORE", 0),
        ("0.000009", "SHAREDCORE", 2),
        ("0.0000014", "4", 6),
        ("1.5", "", 1_500_000),
        ("1.5", "many", 1_500_000),
        ("1.5", "0", 1_500_000),
    ],
)
def test_normalized_hours_are_derived_from_cores(tmp_path: Path, raw: str, cores: str, normalized: int) -> None:
    home = tmp_path / "home"
    load_usage(home, {"RawUsage": raw, "CoreSize": cores})
    assert read_rows(home, *HOURS[1:]) == [(normalized, True, True, True)]


def test_without_cores_a_raw_hour_is_a_normalized_one(tmp_path: Path) -> None:
    home = tmp_path / "home"
    load_usage(home, {"RawUsage": "2.5"}, {"RawUsage": "", "MeteredUsage": "1"})
    assert read_rows(home, *HOURS) == [(2_500_000, 2_500_000, True, True, True), (None, None, True, False, False)]


def test_reported_normalized_hours_are_not_derived(tmp_path: Path) -> None:
    home = tmp_path / "home"
    load_usage(
        home,
        {"RawUsage": "2", "CoreSize": "4", "NormalizedUsage": "7"},
        {"RawUsage": "2", "CoreSize": "4", "NormalizedUsage": ""},
    )
    assert read_rows(home, *HOURS) == [(2_000_000, 7_000_000, True, True, False), (2_000_000, None, True, True, False)]


def test_normalized_hours_alone_say_nothing_of_raw_ones(tmp_path: Path) -> None:
    home = tmp_path / "home"
    load_usage(home, {"NormalizedUsage": "7"})
    assert read_rows(home, *HOURS) == [(None, 7_000_000, False, True, False)]


def test_metered_units_are_no_hours_but_usage(tmp_path: Path) -> None:
    home = tmp_path / "home"
    load_usage(home, {"MeteredUsage": "12"}, {"MeteredUsage": "-3"})
    assert read_rows(home, *HOURS) == [(None, None, False, False, False)] * 2


def test_rows_of_nothing_are_left_out_and_counted(tmp_path: Path) -> None:
    home = tmp_path / "home"
    zero = {"RawUsage": "0", "NormalizedUsage": "0.0", "MeteredUsage": "", "EstimatedExtendedChargePC": "0"}
    zero["EstimatedExtendedChargeCC"] = ""
    left_out = load_usage(
        home,
        zero,
        {**zero, "RawUsage": "", "NormalizedUsage": ""},
        {**zero, "MeteredUsage": "1"},
        {**zero, "EstimatedExtendedChargePC": "-5", "PayoutCurrencyPC": "USD"},
        {**zero, "EstimatedExtendedChargeCC": "0.000001", "CustomerCurrencyCC": "USD"},
        {**zero, "RawUsage": "0.0000001"},
    )
    assert left_out == {"all zero": 3}
    assert read_rows(home, '"row"', "revenue_usd") == [(4, None), (5, -5_000_000), (6, 1)]


def test_a_report_without_any_quantity_tells_days_of_usage(tmp_path: Path) -> None:
    home = tmp_path / "home"
    assert load_usage(home, {}) == {}
    assert read_rows(home, *HOURS, *REVENUE) == [(None, None, False, False, False, None, False)]


@pytest.mark.parametrize(
    ("payout", "charge_pc", "currency", "charge_cc", "revenue", "not_in_usd"),
    [
        ("USD", "1.25", "EUR", "1", 1_250_000, 0),
        ("usd", "1.25", "", "", 1_250_000, 0),
        ("EUR", "1.25", "USD", "1.5", 1_500_000, 0),
        ("USD", "", "USD", "1.5", 1_500_000, 0),
        ("EUR", "1.25", "EUR", "1.5", None, 1),
        ("", "1.25", "", "1.5", None, 1),
        ("EUR", "", "EUR", "", None, 0),
    ],
)
def test_revenue_is_the_charge_in_us_dollars(
    tmp_path: Path, payout: str, charge_pc: str, currency: str, charge_cc: str, revenue: int | None, not_in_usd: int
) -> None:
    home = tmp_path / "home"
    left_out = load_usage(
        home,
        {
            "RawUsage": "1",
            "PayoutCurrencyPC": payout,
            "EstimatedExtendedChargePC": charge_pc,
            "CustomerCurrencyCC": currency,
            "EstimatedExtendedChargeCC": charge_cc,
            "EstimatedFinancialImpactUSD": "99",
        },
        {"RawUsage": "1", "PayoutCurrencyPC": "USD", "EstimatedExtendedChargePC": "1", "CustomerCurrencyCC": "USD",
         "EstimatedExtendedChargeCC": "1"},
    )  # fmt: skip
    assert left_out == ({"not in USD": not_in_usd} if not_in_usd else {})
    assert read_rows(home, *REVENUE) == [(revenue, True), (1_000_000, True)]


def test_a_charge_without_any_currency_is_no_revenue_and_replaces_none(tmp_path: Path) -> None:
    home = tmp_path / "home"
    load_usage(home, {"RawUsage": "1", "EstimatedExtendedChargePC": "5"})
    assert read_rows(home, *REVENUE) == [(None, False)]
    assert "revenue_usd" not in lake_files(home)[0].carried


def test_zero_guids_are_empty(tmp_path: Path) -> None:
    home = tmp_path / "home"
    load_usage(home, {"MarketplaceSubscriptionId": ZERO, "BillingAccountId": ZERO})
    assert read_rows(home, "subscription_id", "billing_account_id") == [(None, None)]


def test_the_plan_has_the_sku_as_id_and_another_column_as_name(tmp_path: Path) -> None:
    home = tmp_path / "home"
    load_usage(
        home,
        {"SKU": "s", "PlanId": "Plan", "ServicePlanName": "Old"},
        {"SKU": "s", "PlanId": "", "ServicePlanName": "Old"},
    )
    assert read_rows(home, "plan_id", "plan_name") == [("s", "Plan"), ("s", "Old")]


def test_an_offer_may_be_known_by_its_name_alone(tmp_path: Path) -> None:
    home = tmp_path / "home"
    report = load_text(
        home,
        make_report(
            [{"UsageDate": "2024-03-01", "CustomerId": "c", "OfferName": name} for name in ("Ledger", " ", "Ship")]
        ),
    )
    assert (report.accepted, report.quarantined) == (2, 1)
    assert read_rows(home, "offer_id", "offer_name") == [(None, "Ledger"), (None, "Ship")]
