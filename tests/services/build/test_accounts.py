"""Accounts: the row's own, else the latest non-empty one any report gave, else the customer."""

from pathlib import Path
from typing import Any

from tests.services.build.lakes import HOUR, Given, ask, build_lake, usage_of


def used(customer: str, day: str, account: str | None) -> dict[str, Any]:
    return {"customer_id": customer, "offer_id": "o1", "used_on": day, "raw_hours": HOUR, "billing_account_id": account}


CUSTOMERS = (
    "select customer_id, account_id, billing_account_id from customers join accounts using (account) order by customer"
)


def test_each_row_has_its_own_account(tmp_path: Path) -> None:
    rows = [used("c1", "2024-01-01", "b1"), used("c1", "2024-01-02", "b2"), used("c1", "2024-01-03", None)]
    part = build_lake(tmp_path, [Given("usage", rows)], as_of="2024-02-01")
    # the row without one takes the latest by load order, then row: that of the second row
    assert usage_of(part, "used_on", "account_id") == [("01-01", "b1"), ("01-02", "b2"), ("01-03", "b2")]
    assert ask(part, CUSTOMERS) == [("c1", "b2", "b2")]


def test_any_report_gives_an_account_and_the_latest_load_wins(tmp_path: Path) -> None:
    customers = Given("customers", [{"customer_id": "c1", "billing_account_id": "from customers"}])
    orders = Given(
        "orders",
        [{"order_id": "x", "customer_id": "c1", "offer_id": "o1", "ordered_on": "2024-01-01", "billing_account_id": "from orders"}],
    )  # fmt: skip
    usage = Given("usage", [used("c1", "2024-01-03", None)])
    empty = Given("customers", [{"customer_id": "c1", "billing_account_id": None}])
    orders_last = build_lake(tmp_path / "a", [usage], [customers], [orders], [empty], as_of="2024-02-01")
    customers_last = build_lake(tmp_path / "b", [usage], [orders], [customers], [empty], as_of="2024-02-01")
    assert usage_of(orders_last, "account_id") == [("from orders",)]
    assert usage_of(customers_last, "account_id") == [("from customers",)]


def test_without_any_account_the_customer_is_its_own(tmp_path: Path) -> None:
    part = build_lake(tmp_path, [Given("usage", [used("c1", "2024-01-01", None)])], as_of="2024-02-01")
    assert ask(part, CUSTOMERS) == [("c1", "c1", None)]
    assert ask(part, "select account_id from accounts") == [("c1",)]


def test_an_account_given_after_as_of_is_not_known(tmp_path: Path) -> None:
    rows = [used("c1", "2024-01-01", None), used("c1", "2024-02-02", "later")]
    part = build_lake(tmp_path, [Given("usage", rows)], as_of="2024-02-01")
    assert usage_of(part, "account_id") == [("c1",)]


def test_customers_of_one_account_share_its_days(tmp_path: Path) -> None:
    rows = [used("c1", "2024-01-02", "b"), used("c2", "2024-01-01", "b"), used("c2", "2024-01-02", "b")]
    part = build_lake(tmp_path, [Given("usage", rows)], as_of="2024-02-01")
    # 2024-01-01 is day 8766
    assert ask(part, "select day, n, first_day from account_days order by day") == [(8766, 0, 8766), (8767, 1, 8766)]
    assert part.usage_days == 3
