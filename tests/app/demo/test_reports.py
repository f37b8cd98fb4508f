"""The demo's reports have the real headers and formats, and every state that a report can show."""

import pandas as pd

from app.demo.columns import CUSTOMER, ORDER, RETENTION, RETENTION_REVENUE, USAGE, USAGE_UI
from app.demo.marketplace import DemoFile, demo_publishers
from app.demo.names import COUNTRIES
from app.demo.people import CHANNELS, MASK
from tests.app.demo.conftest import Reports

CUSTOMER_ID = r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}_\d{4}-\d\d-\d\d"
STAMP = r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{7}"
ZERO_GUID = "00000000-0000-0000-0000-000000000000"


def test_headers_are_those_of_the_datasets(small_reports: Reports) -> None:
    assert tuple(small_reports[1, "ISVCustomer"][0].columns) == CUSTOMER
    assert tuple(small_reports[1, "ISVOrder"][0].columns) == ORDER
    assert {tuple(frame.columns) for frame in small_reports[1, "ISVUsage"]} == {USAGE}
    assert tuple(small_reports[1, "ISVOfferRetention"][0].columns) == RETENTION_REVENUE
    assert tuple(small_reports[2, "ISVOfferRetention"][0].columns) == RETENTION
    assert tuple(small_reports[5, "ISVUsage"][0].columns) == tuple(USAGE_UI)
    assert (len(CUSTOMER), len(ORDER), len(USAGE)) == (36, 49, 58)


def test_every_value_is_quoted_and_nulls_are_not(small_files: tuple[DemoFile, ...]) -> None:
    usage = next(file for file in small_files if file.report == "ISVUsage")
    with usage.path.open(encoding="utf-8") as lines:
        header, first = next(lines), next(lines)
    assert header.startswith('"MarketplaceSubscriptionId","MonthStartDate",')
    cells = first.rstrip("\n").split(",")
    assert all(not cell or (cell[0] == cell[-1] == '"' and len(cell) > 2) for cell in cells)


def test_customers_consent_withhold_or_are_protected(small_reports: Reports) -> None:
    for publisher in (1, 2, 3, 4):
        customers = small_reports[publisher, "ISVCustomer"][0].drop_duplicates("CustomerId")
        names = customers["CustomerCompanyName"]
        assert customers["CustomerId"].str.fullmatch(CUSTOMER_ID).all()
        assert (names == MASK).any()
        assert names.isna().any()
        assert (names.notna() & (names != MASK)).mean() > 0.5
        personal = customers[["FirstName", "LastName", "Email", "AddressLine1", "CustomerCity", "CustomerPostalCode"]]
        assert (personal.isna().all(axis=1) == names.isna()).all()
        assert ((personal == MASK).all(axis=1) == (names == MASK)).all()


def test_mail_stays_at_example_domains(small_reports: Reports) -> None:
    customers = small_reports[1, "ISVCustomer"][0]
    mails = pd.concat([customers["Email"], customers["Purchaser Email"], customers["ProviderEmail"]]).dropna()
    assert mails[mails != MASK].str.fullmatch(r"[a-z.]+@example\.(com|org|net)").all()


def test_customers_are_spread_over_countries_channels_and_accounts(small_reports: Reports) -> None:
    customers = small_reports[1, "ISVCustomer"][0].drop_duplicates("CustomerId")
    assert set(customers["CustomerCountryRegion"]) <= {country.name for country in COUNTRIES}
    assert customers["CustomerCountryRegion"].nunique() >= 20
    assert customers["CustomerCountryRegion"].value_counts().index[0] == "United States"
    assert set(customers["AzureLicenseType"]) == {name for name, _ in CHANNELS}
    assert customers["BillingAccountId"].isna().any()
    assert customers["BillingAccountId"].dropna().duplicated().any()
    assert set(customers["IsActive"]) == {"0", "1"}
    assert ((customers["IsActive"] == "0") == customers["DateLost"].notna()).all()
    assert (customers["DateLost"].dropna() >= customers["DateAcquired"][customers["DateLost"].notna()]).all()
    assert customers["lastModifiedAt"].str.fullmatch(STAMP).all()


def test_orders_reach_every_status_at_every_publisher(small_reports: Reports) -> None:
    for publisher in demo_publishers():
        orders = small_reports[publisher.publisher_id, "ISVOrder"][0]
        assert set(orders["OrderStatus"]) == {"active", "cancelled", "expired", "abandoned", "warning"}
        assert set(orders["OrderAction"]) == {"Purchase", "Renewed", "Canceled"}
        assert (orders["MarketplaceSubscriptionId"] == ZERO_GUID).all()


def test_orders_are_told_in_versions(all_orders: pd.DataFrame) -> None:
    versions = all_orders.assign(version=all_orders["OrderVersion"].astype(int)).sort_values(["AssetId", "version"])
    kept = versions[versions["OrderStatus"] != "abandoned"]
    steps = kept["version"] - kept.groupby("AssetId").cumcount()
    assert (steps == 1).all()
    assert (versions.groupby("AssetId")["OrderPurchaseDate"].nunique() == 1).all()
    assert (versions.groupby("AssetId")["Quantity"].nunique() > 1).any()
    assert versions["EventTimestamp"].str.fullmatch(STAMP).all()
    assert set(versions["BillingTerm"]) == {"1 Month", "1 Year"}


def test_orders_end_after_their_purchase(all_orders: pd.DataFrame) -> None:
    ended = all_orders[all_orders["OrderStatus"] == "cancelled"]
    days = ended["OrderCancelDate"].fillna(ended["EventTimestamp"]).str[:10]
    assert (days >= ended["OrderPurchaseDate"]).all()
    assert (days == ended["OrderPurchaseDate"]).any()
    assert ended["OrderCancelDate"].isna().any()
    expired = all_orders[all_orders["OrderStatus"] == "expired"]
    assert (expired["TrialEndDate"] == expired["TermEndDate"]).all()
    assert (expired["TrialEndDate"] > expired["OrderPurchaseDate"]).all()
    converted = all_orders[(all_orders["HasTrial"] == "1") & (all_orders["OrderVersion"] == "2")]
    assert (converted["OrderStatus"] == "active").any()


def test_some_customers_come_back_after_cancelling(all_orders: pd.DataFrame) -> None:
    ended = all_orders[all_orders["OrderStatus"] == "cancelled"]
    left = ended.groupby(["CustomerId", "OfferId", "SKU"])["EventTimestamp"].min().str[:10]
    bought = all_orders.groupby(["CustomerId", "OfferId", "SKU"])["OrderPurchaseDate"].max()
    assert (bought.reindex(left.index) > left).any()


def test_usage_has_machines_meters_trials_and_internal_users(first_usage: pd.DataFrame) -> None:
    assert set(first_usage["OfferType"]) == {"vm core image", "saas"}
    metered = first_usage["OfferType"] == "saas"
    assert (first_usage["MeteredUsage"].notna() == metered).all()
    assert (first_usage["RawUsage"].isna() == metered).all()
    assert ((first_usage["MarketplaceSubscriptionId"] == ZERO_GUID) == metered).all()
    assert first_usage["TrialEndDate"].notna().any()
    assert "SHAREDCORE" in set(first_usage["CoreSize"])
    assert set(first_usage["IsInternal"]) == {"0", "1"}
    assert set(first_usage["SKUBillingType"]) == {"Free", "Paid"}
    assert first_usage["CustomerId"].str.fullmatch(CUSTOMER_ID).all()


def test_hours_are_normalized_by_cores(first_usage: pd.DataFrame) -> None:
    machines = first_usage[first_usage["RawUsage"].notna()]
    cores = machines["CoreSize"].map(lambda size: 1 / 6 if size == "SHAREDCORE" else float(size))
    expected = (machines["RawUsage"].astype(float) * cores).round(6)
    assert (machines["NormalizedUsage"].astype(float) == expected).all()
    assert machines["RawUsage"].astype(float).between(0.25, 24).all()


def test_metered_usage_refers_to_its_order(first_usage: pd.DataFrame, small_reports: Reports) -> None:
    references = first_usage["ReferenceId"].dropna()
    assert len(references) > 0
    assert set(references) <= set(small_reports[1, "ISVOrder"][0]["AssetId"])


def test_euro_customers_are_charged_in_euro_and_mostly_paid_out_in_dollars(small_reports: Reports) -> None:
    usage = pd.concat(small_reports[2, "ISVUsage"])
    euro = usage[usage["CustomerCurrencyCC"] == "EUR"]
    assert set(usage["CustomerCurrencyCC"]) == {"EUR", "USD"}
    assert (euro["PayoutCurrencyPC"] == "USD").mean() > 0.8
    paid = euro[(euro["PayoutCurrencyPC"] == "USD") & (euro["EstimatedExtendedChargePC"].astype(float) > 1)]
    ratio = paid["EstimatedExtendedChargeCC"].astype(float) / paid["EstimatedExtendedChargePC"].astype(float)
    assert ratio.round(3).eq(0.92).all()


def test_one_publisher_pays_a_charge_back(small_reports: Reports) -> None:
    usage = pd.concat(small_reports[1, "ISVUsage"])
    charges = usage["EstimatedExtendedChargePC"].astype(float)
    refund = usage[charges < 0]
    assert refund["EstimatedExtendedChargePC"].tolist() == ["-25"]
    assert refund["RawUsage"].tolist() == ["0"]


def test_four_rows_of_one_file_are_unreadable(small_reports: Reports) -> None:
    usage = small_reports[2, "ISVUsage"][0]
    bad = usage[usage["CustomerId"].isna() | (usage["UsageDate"] == "2025-13-45")]
    assert len(bad) == 2
    assert (usage["RawUsage"] == "-3.5").sum() == 1
    assert (usage["NormalizedUsage"] == "twelve").sum() == 1
    assert not pd.concat(small_reports[2, "ISVUsage"][1:])["CustomerId"].isna().any()


def test_the_last_usage_file_corrects_days_of_the_one_before(small_reports: Reports) -> None:
    before, last = small_reports[1, "ISVUsage"][-2:]
    shared = sorted(set(before["UsageDate"]) & set(last["UsageDate"]))
    assert shared == ["2026-09-28", "2026-09-29", "2026-09-30"]
    key = ["UsageDate", "CustomerId", "OfferId", "SKU", "MarketplaceSubscriptionId", "VMSize"]
    both = before[before["UsageDate"].isin(shared)].merge(last[last["UsageDate"].isin(shared)], on=key, how="outer")
    assert len(both) == before["UsageDate"].isin(shared).sum() == last["UsageDate"].isin(shared).sum()
    machines = both[both["RawUsage_x"].notna()]
    assert (machines["RawUsage_y"].astype(float) > machines["RawUsage_x"].astype(float)).mean() > 0.9


def test_weekends_are_quieter(first_usage: pd.DataFrame) -> None:
    rows = first_usage.groupby(pd.to_datetime(first_usage["UsageDate"]).dt.day_of_week).size()
    assert rows.iloc[5:].mean() < 0.8 * rows.iloc[:5].mean()


def test_offers_keep_their_accounts_well_and_badly(first_usage: pd.DataFrame) -> None:
    days = first_usage[["CustomerId", "OfferName", "UsageDate"]].drop_duplicates()
    day = pd.to_datetime(days["UsageDate"])
    first = day.groupby([days["CustomerId"], days["OfferName"]]).transform("min")
    based, after = first <= pd.Timestamp("2026-09-16"), (day - first).dt.days
    size = days[based & (after == 0)].groupby("OfferName").size()
    score = days[based & (after == 45)].groupby("OfferName").size() / size
    assert score["Tallowmere Linux Base"] > 0.5
    assert score["Lantern Scanner"] < 0.1
    assert (size > 30).all()


def test_retention_rows_are_days_with_usage(first_usage: pd.DataFrame, small_reports: Reports) -> None:
    retention = small_reports[1, "ISVOfferRetention"][0]
    days = pd.to_datetime(retention["FirstUsageDate"]) + pd.to_timedelta(retention["Offset"].astype(int), unit="D")
    told = set(zip(retention["CustomerId"], retention["OfferName"], days.dt.strftime("%Y-%m-%d"), strict=True))
    used = set(zip(first_usage["CustomerId"], first_usage["OfferName"], first_usage["UsageDate"], strict=True))
    assert told <= used
    first = first_usage.groupby(["CustomerId", "OfferName"])["UsageDate"].min()
    claimed = retention.groupby(["CustomerId", "OfferName"])["FirstUsageDate"].agg(["min", "max"])
    assert (claimed["min"] == claimed["max"]).all()
    assert (claimed["min"] == first.reindex(claimed.index)).all()
    assert set(retention["OfferCategory"]) == {"Compute", "Storage", "Security"}
    assert retention["ProductId"].nunique() == retention["OfferName"].nunique() == 7


def test_ui_rows_repeat_charges_per_usage_type(small_reports: Reports) -> None:
    usage = small_reports[5, "ISVUsage"][0]
    counts = usage["Usage Type"].value_counts()
    assert counts["Raw usage"] == counts["Normalized usage"] > 0
    raw = usage[usage["Usage Type"] == "Raw usage"]
    assert (raw["Usage Quantity"].astype(float) == raw["Raw Usage"].astype(float)).all()
    assert "OfferId" not in usage.columns
