"""Orders: one row per order, its newest version, its earliest purchase."""

from pathlib import Path
from typing import Any

from tests.services.build.lakes import Given, ask, build_lake, day

ORDERS = "select order_id, ordered_on, canceled_on, status, quantity from orders order by order_id"


def order(order_id: str = "x", ordered_on: str = "2024-01-05", **cells: Any) -> dict[str, Any]:
    return {"order_id": order_id, "customer_id": "c1", "offer_id": "o1", "ordered_on": ordered_on} | cells


def test_the_highest_version_wins_whatever_the_order_of_loads(tmp_path: Path) -> None:
    old = Given("orders", [order(order_version=1, status="Active", quantity=1)], plain=False)
    new = Given("orders", [order(ordered_on="2024-01-20", order_version=2, status="Active", quantity=7)], plain=False)
    for name, loads in (("forth", (old, new)), ("back", (new, old))):
        part = build_lake(tmp_path / name, *([each] for each in loads), as_of="2024-02-01")
        # a change of seats is no new order: the purchase stays the earliest
        assert ask(part, ORDERS) == [("x", day("2024-01-05"), None, "Active", 7)]


def test_then_the_latest_event_then_the_load_order(tmp_path: Path) -> None:
    rows = [
        order("x", order_version=1, event_timestamp=2_000_000, quantity=2),
        order("x", order_version=1, event_timestamp=1_000_000, quantity=1),
        order("y", order_version=1, event_timestamp=1_000_000, quantity=3),
        order("y", order_version=1, event_timestamp=1_000_000, quantity=4),
    ]
    part = build_lake(tmp_path, [Given("orders", rows, plain=False)], as_of="2024-02-01")
    assert ask(part, "select order_id, quantity from orders order by 1") == [("x", 2), ("y", 4)]


def test_a_row_without_a_version_counts_as_the_newest_when_it_was_loaded(tmp_path: Path) -> None:
    versioned = Given("orders", [order(order_version=3, quantity=3)], plain=False)
    plain = Given("orders", [order(quantity=9)])
    newer = Given("orders", [order(order_version=4, quantity=4)], plain=False)
    late = Given("orders", [order(order_version=2, quantity=2)], plain=False)
    part = build_lake(tmp_path / "a", [versioned], [plain], [late], as_of="2024-02-01")
    assert ask(part, "select quantity from orders") == [(9,)]
    part = build_lake(tmp_path / "b", [versioned], [plain], [newer], as_of="2024-02-01")
    assert ask(part, "select quantity from orders") == [(4,)]


def test_columns_that_the_newest_row_lacks_come_from_the_newest_that_carries_them(tmp_path: Path) -> None:
    first = Given("orders", [order(plan_id="a", sales_channel="X", subscription_id="s1", quantity=5, reference_id="r")])
    second = Given("orders", [order(plan_id="b", sales_channel=None)])
    third = Given("orders", [order(is_trial=True)])
    part = build_lake(tmp_path, [first], [second], [third], as_of="2024-02-01")
    assert ask(
        part,
        "select plan_id, sales_channel, subscription_id, quantity, is_trial, reference_id"
        " from orders join plans using (plan) join subscriptions using (subscription)",
    ) == [("b", None, "s1", 5, True, "r")]


def test_a_quantity_that_nobody_gives_is_one(tmp_path: Path) -> None:
    part = build_lake(tmp_path, [Given("orders", [order()])], as_of="2024-02-01")
    assert ask(part, "select quantity from orders") == [(1,)]


def test_a_plain_cancellation_stays_while_later_files_do_not_carry_it(tmp_path: Path) -> None:
    first = Given("orders", [order(canceled_on="2024-01-09", status="canceled")])
    second = Given("orders", [order(quantity=2)])
    third = Given("orders", [order(canceled_on=None)])
    part = build_lake(tmp_path / "a", [first], [second], as_of="2024-02-01")
    assert ask(part, ORDERS) == [("x", day("2024-01-05"), day("2024-01-09"), "canceled", 2)]
    part = build_lake(tmp_path / "b", [first], [second], [third], as_of="2024-02-01")
    assert ask(part, ORDERS) == [("x", day("2024-01-05"), None, "canceled", 2)]


def test_elsewhere_the_status_says_whether_it_is_canceled(tmp_path: Path) -> None:
    canceled = order(order_version=1, status="Canceled", canceled_on="2024-01-09")
    active = order(order_version=2, status="Active", canceled_on=None)
    carried = ("order_id", "customer_id", "offer_id", "ordered_on", "order_version", "status", "canceled_on")
    files = [Given("orders", [row], carried=carried, plain=False) for row in (canceled, active)]
    part = build_lake(tmp_path / "again", [files[0]], [files[1]], as_of="2024-02-01")
    assert ask(part, ORDERS) == [("x", day("2024-01-05"), None, "Active", 1)]
    part = build_lake(tmp_path / "canceled", [files[0]], as_of="2024-02-01")
    assert ask(part, ORDERS) == [("x", day("2024-01-05"), day("2024-01-09"), "Canceled", 1)]


def test_orders_and_cancellations_after_as_of_are_not_known(tmp_path: Path) -> None:
    rows = [
        order("a", canceled_on="2024-02-01"),
        order("b", canceled_on="2024-02-02"),
        order("c", ordered_on="2024-02-01"),
        order("d", ordered_on="2024-02-02"),
    ]
    part = build_lake(tmp_path, [Given("orders", rows)], as_of="2024-02-01")
    assert ask(part, "select order_id, canceled_on from orders order by 1") == [
        ("a", day("2024-02-01")),
        ("b", None),
        ("c", None),
    ]
    assert part.orders == 3
    assert (part.first_day, part.last_day, part.first_usage_day) == (day("2024-01-05"), day("2024-02-01"), None)


def test_an_order_abandoned_in_its_newest_version_is_none(tmp_path: Path) -> None:
    rows = [
        order("a", order_version=1, abandoned=False),
        order("a", order_version=2, abandoned=True),
        order("b", order_version=1, abandoned=True),
        order("b", order_version=2, abandoned=False),
        order("c", abandoned=True, customer_id="c2"),
    ]
    part = build_lake(tmp_path, [Given("orders", rows, plain=False)], as_of="2024-02-01")
    assert ask(part, "select order_id from orders") == [("b",)]
    # the customer was named, and got nothing
    assert ask(part, "select customer_id, date_acquired, is_active from customers where customer_id = 'c2'") == [
        ("c2", None, False)
    ]


def test_days_that_a_file_of_orders_replaces_lose_the_orders_that_vanished(tmp_path: Path) -> None:
    first = Given("orders", [order("a"), order("b", ordered_on="2024-01-20")])
    later = Given("orders", [order("c")], replaces=("2024-01-01", "2024-01-10"))
    part = build_lake(tmp_path, [first], [later], as_of="2024-02-01")
    assert ask(part, "select order_id from orders order by 1") == [("b",), ("c",)]
