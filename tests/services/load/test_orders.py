"""ISVOrder and plain orders: which order a row speaks of, when it ended, what it brought."""

from pathlib import Path

import pytest

from tests.services.load.lakes import (
    day,
    lake_files,
    load_text,
    make_csv,
    make_report,
    read_quarantine,
    read_rows,
    read_types,
    table_types,
)

KEY = {"OrderPurchaseDate": "2024-03-10", "CustomerId": "c1", "OfferId": "ledger"}
ZERO = "00000000-0000-0000-0000-000000000000"


def load_orders(home: Path, *rows: dict[str, str]) -> dict[str, int]:
    """Loads rows that all have the key; what was left out or noted."""
    report = load_text(home, make_report([{**KEY, **row} for row in rows]))
    assert (report.report, report.quarantined) == ("ISVOrder", 0)
    return dict(report.left_out)


def test_every_column_goes_to_its_place(tmp_path: Path) -> None:
    home = tmp_path / "home"
    row = {
        "AssetId": "as", "OrderId": "or", "OrderVersion": "3", "EventTimestamp": "2024-03-12 10:11:12.1234567", "BillingAccountId": "a1",
        "OfferName": "Ledger", "OfferType": "SaaS", "SKU": "basic", "PlanId": "Basic plan", "IsPrivatePlan": "0",
        "MarketplaceSubscriptionId": ZERO, "AzureLicenseType": "Enterprise", "Quantity": "5", "OrderStatus": "cancelled",
        "OrderCancelDate": "2024-04-01 00:00:00.0000000", "IsTrial": "1", "TrialEndDate": "2024-03-20", "BilledRevenue": "12.50000",
        "Currency": "USD", "ReferenceId": "r", "CustomerCountry": "FR", "TermEndDate": "2024-04-09", "HasTrial": "1",
    }  # fmt: skip
    assert load_orders(home, row) == {}
    assert read_types(home) == table_types("orders")
    columns = [name for name in table_types("orders") if name != "event_timestamp"]
    assert dict(zip(columns, read_rows(home, *(f'"{name}"' for name in columns))[0], strict=True)) == {
        "row": 2, "order_id": "as", "order_version": 3, "customer_id": "c1", "billing_account_id": "a1", "offer_id": "ledger",
        "product_id": None, "offer_name": "Ledger", "offer_type": "SaaS", "plan_id": "basic", "plan_name": "Basic plan",
        "is_private": False, "subscription_id": None, "sales_channel": "Enterprise", "quantity": 5, "ordered_on": day("2024-03-10"),
        "canceled_on": day("2024-04-01"), "status": "cancelled", "abandoned": False, "is_trial": True,
        "trial_ends_on": day("2024-03-20"), "billed_revenue_usd": 12_500_000, "reference_id": "r", "country": "France",
        "country_code": "FR",
    }  # fmt: skip
    assert read_rows(home, "event_timestamp::varchar") == [("2024-03-12 10:11:12.123456",)]
    file = lake_files(home)[0]
    assert file.days == (day("2024-03-10"), day("2024-03-10"))
    assert file.carried == set(table_types("orders")) - {"row", "product_id"}


@pytest.mark.parametrize(
    ("cells", "order_id"),
    [
        (
            {
                "AssetId": "as",
                "OrderId": "or",
                "PurchaseRecordId": "p",
                "PurchaseRecordLineItemId": "1",
                "ReferenceId": "r",
            },
            "as",
        ),
        (
            {
                "AssetId": "",
                "OrderId": "or",
                "PurchaseRecordId": "p",
                "PurchaseRecordLineItemId": "1",
                "ReferenceId": "r",
            },
            "or",
        ),
        ({"AssetId": ZERO, "PurchaseRecordId": "p", "PurchaseRecordLineItemId": "1", "ReferenceId": "r"}, "p/1"),
        ({"PurchaseRecordId": "p", "ReferenceId": "r"}, "p"),
        ({"PurchaseRecordId": "", "PurchaseRecordLineItemId": "1", "ReferenceId": "r"}, "r"),
    ],
)
def test_an_order_goes_by_the_best_id_it_has(tmp_path: Path, cells: dict[str, str], order_id: str) -> None:
    home = tmp_path / "home"
    load_orders(home, cells)
    assert read_rows(home, "order_id") == [(order_id,)]


def test_an_order_without_any_id_goes_by_what_was_bought_when(tmp_path: Path) -> None:
    home = tmp_path / "home"
    load_orders(
        home,
        {"SKU": "a"},
        {"SKU": "a", "OrderVersion": "2"},
        {"SKU": "b"},
        {"SKU": "a", "CustomerId": "c2"},
        {"SKU": "a", "OfferId": "ship"},
        {"SKU": "a", "MarketplaceSubscriptionId": "s"},
        {"SKU": "a", "OrderPurchaseDate": "2024-03-11"},
    )
    ids = [order_id for (order_id,) in read_rows(home, "order_id")]
    assert ids[0] == ids[1]
    assert len(set(ids)) == 6
    assert {len(order_id) for order_id in ids} == {64}


@pytest.mark.parametrize("status", ["Canceled", "cancelled", " CANCELED "])
@pytest.mark.parametrize(
    ("cells", "canceled_on"),
    [
        (("2024-04-01", "2024-04-02 03:00:00", "2024-04-03"), "2024-04-01"),
        (("", "2024-04-02 03:00:00.0000000", "2024-04-03"), "2024-04-02"),
        (("0001-01-01", "2024-04-02 03:00:00", "2024-04-03"), "2024-04-02"),
        (("", "", "2024-04-03"), "2024-04-03"),
        (("2024-03-10", "", ""), "2024-03-10"),
    ],
)
def test_a_canceled_order_ended_on_the_first_day_that_is_told(
    tmp_path: Path, status: str, cells: tuple[str, str, str], canceled_on: str
) -> None:
    home = tmp_path / "home"
    names = ("OrderCancelDate", "EventTimestamp", "TermEndDate")
    load_orders(home, {"OrderStatus": status, "TrialEndDate": "2024-03-15", **dict(zip(names, cells, strict=True))})
    assert read_rows(home, "canceled_on") == [(day(canceled_on),)]


def test_an_expired_order_ended_with_its_trial_else_its_term(tmp_path: Path) -> None:
    home = tmp_path / "home"
    dates = {"OrderCancelDate": "2024-03-11", "EventTimestamp": "2024-03-12 00:00:00", "TermEndDate": "2024-04-03"}
    load_orders(
        home,
        {"OrderStatus": "Expired", "TrialEndDate": "2024-03-15", **dates},
        {"OrderStatus": "expired", "TrialEndDate": "", **dates},
    )
    assert read_rows(home, "canceled_on") == [(day("2024-03-15"),), (day("2024-04-03"),)]


@pytest.mark.parametrize("status", ["Active", "Warning", "Abandoned", "", "Suspended"])
def test_other_orders_are_not_canceled(tmp_path: Path, status: str) -> None:
    home = tmp_path / "home"
    left_out = load_orders(home, {"OrderStatus": status, "OrderCancelDate": "2024-04-01", "TermEndDate": "2024-04-01"})
    assert read_rows(home, "canceled_on", "abandoned", "status") == [(None, status == "Abandoned", status or None)]
    assert left_out == ({"abandoned": 1} if status == "Abandoned" else {})


@pytest.mark.parametrize(
    ("cells", "column", "value", "reason"),
    [
        (
            {"OrderStatus": "Canceled", "TrialEndDate": "2024-04-01"},
            "OrderStatus", "Canceled", "needs a day of its end in OrderCancelDate, EventTimestamp or TermEndDate",
        ),
        (
            {"OrderStatus": "Expired", "OrderCancelDate": "2024-04-01"},
            "OrderStatus", "Expired", "needs a day of its end in TrialEndDate or TermEndDate",
        ),
        (
            {"OrderStatus": "Canceled", "OrderCancelDate": "2024-03-09"},
            "OrderCancelDate", "2024-03-09", "lies before the purchase",
        ),
        (
            {"OrderStatus": "Canceled", "EventTimestamp": "2024-03-09 23:59:59"},
            "EventTimestamp", "2024-03-09 23:59:59", "lies before the purchase",
        ),
        ({"OrderStatus": "Expired", "TrialEndDate": "2024-03-09"}, "TrialEndDate", "2024-03-09", "lies before the purchase"),
        ({"OrderStatus": "Expired", "TermEndDate": "2024-03-01"}, "TermEndDate", "2024-03-01", "lies before the purchase"),
        ({"EventTimestamp": "noon"}, "EventTimestamp", "noon", "is no timestamp: takes yyyy-MM-dd HH:mm:ss with up to 7 fraction digits"),
        ({"Quantity": "1.5"}, "Quantity", "1.5", "is no whole number: takes 1, 2, ..."),
        ({"OfferId": ""}, "OfferId", None, "is empty: every row needs an offer's id or name"),
    ],
)  # fmt: skip
def test_bad_orders(tmp_path: Path, cells: dict[str, str], column: str, value: str | None, reason: str) -> None:
    home = tmp_path / "home"
    report = load_text(home, make_report([KEY, {**KEY, **cells}]))
    assert (report.accepted, report.quarantined) == (1, 1)
    assert read_quarantine(home) == [("report.csv", 3, column, value, reason)]


def test_billed_revenue_counts_in_us_dollars_only(tmp_path: Path) -> None:
    home = tmp_path / "home"
    left_out = load_orders(
        home,
        {"BilledRevenue": "5", "Currency": "USD"},
        {"BilledRevenue": "5", "Currency": "EUR"},
        {"BilledRevenue": "5", "Currency": ""},
        {"BilledRevenue": "", "Currency": "EUR"},
        {"BilledRevenue": "0.00000", "Currency": "EUR"},
    )
    assert left_out == {"not in USD": 2}
    assert [value for (value,) in read_rows(home, "billed_revenue_usd")] == [5_000_000, None, None, None, None]


def test_older_names_of_columns(tmp_path: Path) -> None:
    home = tmp_path / "home"
    load_orders(home, {"OrderQuantity": "4", "IsTrialDeployment": "yes", "ServicePlanName": "Basic"})
    assert read_rows(home, "quantity", "is_trial", "plan_name") == [(4, True, "Basic")]


PLAIN = "order_id,customer_id,offer_id,ordered_on,quantity,status,canceled_on"


def test_in_plain_orders_a_day_alone_cancels(tmp_path: Path) -> None:
    home = tmp_path / "home"
    report = load_text(
        home,
        make_csv(
            PLAIN,
            "o1,c,x,2024-03-10,3,Active,2024-04-01",
            "o2,c,x,2024-03-10,,,",
            "o3,c,x,2024-03-10,1,Canceled,",
            "o4,c,x,2024-03-10,1,expired,",
            "o5,c,x,2024-03-10,1,Abandoned,",
            "o6,c,x,2024-03-10,1,Canceled,2024-03-10",
            "o7,c,x,2024-03-10,1,,2024-03-09",
            "o8,c,x,2024-03-10,1,Warning,",
        ),
    )
    assert (report.report, report.accepted, report.quarantined, report.left_out) == ("orders", 5, 3, {"abandoned": 1})
    assert read_rows(home, "order_id", "quantity", "canceled_on", "abandoned") == [
        ("o1", 3, day("2024-04-01"), False),
        ("o2", 1, None, False),
        ("o5", 1, None, True),
        ("o6", 1, day("2024-03-10"), False),
        ("o8", 1, None, False),
    ]
    assert read_quarantine(home) == [
        ("report.csv", 4, "status", "Canceled", "needs a day in canceled_on"),
        ("report.csv", 5, "status", "expired", "needs a day in canceled_on"),
        ("report.csv", 8, "canceled_on", "2024-03-09", "lies before the purchase"),
    ]
    assert lake_files(home)[0].plain
    assert lake_files(home)[0].carried == {*PLAIN.split(","), "abandoned"}


def test_every_column_of_plain_orders(tmp_path: Path) -> None:
    home = tmp_path / "home"
    load_text(
        home,
        make_csv(
            "order_id,customer_id,offer_id,ordered_on,plan_id,subscription_id,sales_channel,is_trial,trial_ends_on,billed_revenue_usd,"
            "reference_id",
            "o1,c,x,2024-03-10,p,s,Direct,true,2024-04-10,-1.5,r",
        ),
    )
    columns = (
        "plan_id",
        "subscription_id",
        "sales_channel",
        "quantity",
        "is_trial",
        "trial_ends_on",
        "billed_revenue_usd",
        "reference_id",
    )
    assert read_rows(home, *columns) == [("p", "s", "Direct", 1, True, day("2024-04-10"), -1_500_000, "r")]
    assert "quantity" not in lake_files(home)[0].carried
