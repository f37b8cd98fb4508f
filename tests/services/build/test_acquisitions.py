"""Acquisitions (1), (2) and (3), and the lifetimes they make."""

from pathlib import Path
from typing import Any

from tests.services.build.lakes import HOUR, Given, ask, build_lake, day

FOUND = """
select a.source, c.customer_id, o.offer_id, p.plan_id, s.subscription_id, a.sales_channel,
    strftime(date '2000-01-01' + a.acquired_on, '%m-%d'), strftime(date '2000-01-01' + a.canceled_on, '%m-%d'), a.quantity
from acquisitions as a join customers as c using (customer) left join offers as o on o.offer = a.offer
left join plans as p on p.plan = a.plan left join subscriptions as s on s.subscription = a.subscription
order by a.source, c.customer_id, a.acquired_on, o.offer_id, p.plan_id, s.subscription_id, a.sales_channel
"""
LIFETIMES = "select customer_id, date_acquired, date_lost, is_active from customers order by 1"


def order(order_id: str, ordered_on: str, canceled_on: str | None = None, **cells: Any) -> dict[str, Any]:
    known = {"order_id": order_id, "customer_id": "c1", "offer_id": "o1", "ordered_on": ordered_on}
    return known | {"canceled_on": canceled_on} | cells


def used(used_on: str, **cells: Any) -> dict[str, Any]:
    return {"customer_id": "c1", "offer_id": "o1", "used_on": used_on, "raw_hours": HOUR} | cells


def profile(acquired: str | None, lost: str | None = None, **cells: Any) -> dict[str, Any]:
    return {"customer_id": "c1", "date_acquired": acquired, "date_lost": lost} | cells


def test_each_order_is_an_acquisition(tmp_path: Path) -> None:
    rows = [
        order("x", "2024-01-05", "2024-01-09", quantity=3, plan_id="a", subscription_id="s", sales_channel="X"),
        order("y", "2024-01-20"),
    ]
    part = build_lake(tmp_path, [Given("orders", rows)], as_of="2024-03-01")
    assert ask(part, FOUND) == [
        (1, "c1", "o1", "a", "s", "X", "01-05", "01-09", 3),
        (1, "c1", "o1", None, None, None, "01-20", None, 1),
    ]
    # January 2024 is month 24289
    assert ask(part, "select distinct acquired_month, canceled_month from acquisitions order by 2") == [
        (24289, 24289),
        (24289, None),
    ]


def test_an_offer_without_an_order_is_acquired_on_its_first_day_of_use(tmp_path: Path) -> None:
    usage = [
        used("2024-01-09", plan_id="a", subscription_id="s", sales_channel="X"),
        used("2024-01-07", plan_id="a", subscription_id="s", sales_channel="X"),
        used("2024-01-08", plan_id="b"),
        used("2024-01-03", offer_id="o2"),
    ]
    orders = [order("x", "2024-01-20", offer_id="o2")]
    part = build_lake(tmp_path, [Given("usage", usage), Given("orders", orders)], as_of="2024-03-01")
    assert ask(part, FOUND) == [
        (1, "c1", "o2", None, None, None, "01-20", None, 1),
        (2, "c1", "o1", "a", "s", "X", "01-07", None, None),
        (2, "c1", "o1", "b", None, None, "01-08", None, None),
    ]


def test_an_abandoned_or_later_order_is_no_order(tmp_path: Path) -> None:
    orders = [order("x", "2024-01-05", abandoned=True), order("y", "2024-03-02", offer_id="o2")]
    usage = [used("2024-01-09"), used("2024-01-10", offer_id="o2")]
    part = build_lake(tmp_path, [Given("orders", orders), Given("usage", usage)], as_of="2024-03-01")
    assert ask(part, FOUND) == [
        (2, "c1", "o1", None, None, None, "01-09", None, None),
        (2, "c1", "o2", None, None, None, "01-10", None, None),
    ]


def test_an_offer_that_the_customers_report_names_is_acquired_with_the_row(tmp_path: Path) -> None:
    rows = [
        profile("2024-01-05", offer_id="o1", plan_id="a"),
        profile("2024-01-05", offer_id="o1", plan_id="b"),
        profile("2024-01-05", offer_id="o2"),
    ]
    part = build_lake(
        tmp_path,
        [Given("customers", rows, plain=False), Given("usage", [used("2024-01-09", plan_id="a")])],
        [Given("orders", [order("x", "2024-01-20", offer_id="o2")])],
        as_of="2024-03-01",
    )
    # plan a was used: its first day of use counts, not the row's DateAcquired
    assert ask(part, FOUND) == [
        (1, "c1", "o2", None, None, None, "01-20", None, 1),
        (2, "c1", "o1", "b", None, None, "01-05", None, None),
        (2, "c1", "o1", "a", None, None, "01-09", None, None),
    ]


def test_an_acquisition_before_all_others_stands_for_itself_until_the_first_of_them(tmp_path: Path) -> None:
    files = [Given("customers", [profile("2024-01-02")]), Given("orders", [order("x", "2024-01-05", "2024-01-09")])]
    part = build_lake(tmp_path, files, as_of="2024-03-01")
    assert ask(part, FOUND) == [
        (1, "c1", "o1", None, None, None, "01-05", "01-09", 1),
        (3, "c1", None, None, None, None, "01-02", "01-05", None),
    ]
    assert ask(part, LIFETIMES) == [("c1", day("2024-01-02"), day("2024-01-09"), False)]


def test_a_date_acquired_on_the_day_of_the_first_adds_nothing(tmp_path: Path) -> None:
    files = [Given("customers", [profile("2024-01-05")]), Given("orders", [order("x", "2024-01-05")])]
    part = build_lake(tmp_path, files, as_of="2024-03-01")
    assert ask(part, FOUND) == [(1, "c1", "o1", None, None, None, "01-05", None, 1)]


def test_a_customer_with_a_date_acquired_alone(tmp_path: Path) -> None:
    part = build_lake(
        tmp_path,
        [
            Given(
                "customers",
                [
                    profile("2024-01-05"),
                    profile("2024-01-05", "2024-02-01", customer_id="c2"),
                    profile("2024-01-05", "2024-01-04", customer_id="c3"),
                    profile("2024-01-05", "2024-03-02", customer_id="c4"),
                    profile("2024-01-05", "2024-01-05", customer_id="c5"),
                    profile(None, customer_id="c6"),
                ],
            )
        ],
        as_of="2024-03-01",
    )
    assert [row[:2] + row[6:8] for row in ask(part, FOUND)] == [
        (3, "c1", "01-05", None),
        (3, "c2", "01-05", "02-01"),
        (3, "c3", "01-05", None),
        (3, "c4", "01-05", None),
        (3, "c5", "01-05", "01-05"),
    ]
    acquired = day("2024-01-05")
    assert ask(part, LIFETIMES) == [
        ("c1", acquired, None, True),
        ("c2", acquired, day("2024-02-01"), False),
        ("c3", acquired, None, True),
        ("c4", acquired, None, True),
        ("c5", acquired, acquired, False),
        ("c6", None, None, False),
    ]


def test_a_date_lost_cancels_what_has_no_order(tmp_path: Path) -> None:
    files = [
        Given("customers", [profile("2024-01-02", "2024-01-20")]),
        Given("orders", [order("x", "2024-01-05")]),
        Given("usage", [used("2024-01-10", offer_id="o2"), used("2024-01-20", offer_id="o3"), used("2024-01-21", offer_id="o4")]),
    ]  # fmt: skip
    part = build_lake(tmp_path, files, as_of="2024-03-01")
    # usage on o4 began after the loss, which therefore does not cancel it; an order knows its own cancellation
    assert ask(part, FOUND) == [
        (1, "c1", "o1", None, None, None, "01-05", None, 1),
        (2, "c1", "o2", None, None, None, "01-10", "01-20", None),
        (2, "c1", "o3", None, None, None, "01-20", "01-20", None),
        (2, "c1", "o4", None, None, None, "01-21", None, None),
        (3, "c1", None, None, None, None, "01-02", "01-20", None),
    ]


def test_without_a_date_lost_customers_that_only_use_never_churn(tmp_path: Path) -> None:
    part = build_lake(tmp_path, [Given("usage", [used("2024-01-10")])], as_of="2026-03-01")
    assert ask(part, LIFETIMES) == [("c1", day("2024-01-10"), None, True)]


def test_canceled_on_the_day_of_purchase(tmp_path: Path) -> None:
    part = build_lake(tmp_path, [Given("orders", [order("x", "2024-01-05", "2024-01-05")])], as_of="2024-03-01")
    assert ask(part, LIFETIMES) == [("c1", day("2024-01-05"), day("2024-01-05"), False)]


def test_canceled_and_bought_again_is_active_without_a_loss(tmp_path: Path) -> None:
    rows = [order("x", "2024-01-05", "2024-01-09"), order("y", "2024-02-05")]
    part = build_lake(tmp_path / "active", [Given("orders", rows)], as_of="2024-03-01")
    assert ask(part, LIFETIMES) == [("c1", day("2024-01-05"), None, True)]
    rows[1]["canceled_on"] = "2024-02-20"
    part = build_lake(tmp_path / "lost", [Given("orders", rows)], as_of="2024-03-01")
    assert ask(part, LIFETIMES) == [("c1", day("2024-01-05"), day("2024-02-20"), False)]


def test_the_latest_file_dates_an_offer_that_profiles_name(tmp_path: Path) -> None:
    first = Given("customers", [profile("2024-01-05", offer_id="o1")], plain=False)
    later = Given("customers", [profile("2024-01-03", offer_id="o1")], plain=False)
    part = build_lake(tmp_path, [first], [later], as_of="2024-03-01")
    assert ask(part, FOUND) == [(2, "c1", "o1", None, None, None, "01-03", None, None)]
