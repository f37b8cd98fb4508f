"""Derived facts: days of accounts, months of customers; and that rows have no order."""

from hashlib import sha256
from pathlib import Path
from typing import Any

from db.parts import Part
from tests.services.build.lakes import HOUR, Given, ask, build_lake, build_loads, day, write_lake


def used(used_on: str, customer: str = "c1", **cells: Any) -> dict[str, Any]:
    known = {"customer_id": customer, "offer_id": "o1", "used_on": used_on, "raw_hours": HOUR}
    return known | {"normalized_hours": 2 * HOUR, "revenue_usd": 3 * HOUR, "plan_id": "a", "sales_channel": "X"} | cells


def test_account_days_count_from_the_first_use_of_each_offer(tmp_path: Path) -> None:
    rows = [
        used("2024-02-25"),
        used("2024-03-03", revenue_usd=-HOUR),
        used("2024-03-03", plan_id="b", revenue_usd=None),
        used("2024-03-04", offer_id="o2"),
    ]
    part = build_lake(tmp_path, [Given("usage", rows)], as_of="2024-04-01")
    first, other = day("2024-02-25"), day("2024-03-04")
    assert ask(part, "select * from account_days") == [
        (1, 1, first, 0, first, 24290, 24290, 3 * HOUR, 3 * HOUR, 7),
        (1, 1, first + 7, 7, first, 24290, 24291, -HOUR, 2 * HOUR, None),
        (2, 1, other, 0, other, 24291, 24291, 3 * HOUR, 3 * HOUR, None),
    ]


def test_customer_months_add_up_usage_and_count_orders(tmp_path: Path) -> None:
    rows = [used("2024-01-30"), used("2024-01-31"), used("2024-02-01", billing_type="Paid"), used("2024-02-01")]
    order = {"order_id": "x", "customer_id": "c1", "offer_id": "o1", "plan_id": "a", "sales_channel": "X"}
    orders = [
        order | {"ordered_on": "2024-02-10"},
        order | {"order_id": "y", "ordered_on": "2024-02-11", "sales_channel": "Y"},
    ]
    part = build_lake(tmp_path, [Given("usage", rows), Given("orders", orders)], as_of="2024-04-01")
    assert ask(
        part,
        "select month, sales_channel, orders, usage_rows, raw_hours, normalized_hours, revenue from customer_months",
    ) == [
        (24289, "X", 0, 2, 2 * HOUR, 4 * HOUR, 6 * HOUR),
        (24290, "X", 1, 2, 2 * HOUR, 4 * HOUR, 6 * HOUR),
        (24290, "Y", 1, 0, 0, 0, 0),
    ]


def test_a_lake_without_any_row_up_to_as_of_is_an_empty_part(tmp_path: Path) -> None:
    part = build_lake(tmp_path, [Given("usage", [used("2024-01-30")])], as_of="2024-01-01")
    assert (part.first_day, part.last_day, part.customers, part.orders, part.usage_days) == (None, None, 0, 0, 0)
    tables = ("offers", "customers", "usage", "account_days", "acquisitions", "customer_months", "accounts")
    assert [ask(part, f"select count(*) from {table}") for table in tables] == [[(0,)]] * len(tables)


def _digests(part: Part) -> dict[str, str]:
    return {path.name: sha256(path.read_bytes()).hexdigest() for path in sorted(part.folder.iterdir())}


def _world() -> list[list[Given]]:
    usage = [
        used(
            f"2024-01-{1 + (number * 7) % 28:02}",
            f"c{number % 11}",
            offer_id=f"o{number % 3}",
            plan_id=f"p{number % 4}",
        )
        for number in range(200)
    ]
    again = [row | {"raw_hours": 5 * HOUR} for row in usage[50:90]]
    orders = [
        {
            "order_id": f"x{number}",
            "customer_id": f"c{number}",
            "offer_id": "o1",
            "ordered_on": f"2024-01-{number + 1:02}",
        }
        for number in range(9)
    ]
    told = [
        {"customer_id": f"c{number}", "product_id": "o2", "used_on": "2024-01-09", "first_used_on": "2024-01-02"}
        for number in range(15)
    ]
    profiles = [{"customer_id": f"c{number}", "company_name": f"Company {number}"} for number in range(12)]
    return [
        [Given("usage", usage), Given("customers", profiles)],
        [Given("usage", again), Given("orders", orders), Given("retention", told, plain=False)],
    ]


def test_the_same_lake_and_as_of_give_the_same_bytes(tmp_path: Path) -> None:
    loads = write_lake(tmp_path, *_world())
    first, second = (build_loads(tmp_path, loads, "2024-02-01", name) for name in ("first", "second"))
    assert _digests(first) == _digests(second)
    assert len(_digests(first)) == 11


def test_the_order_of_rows_inside_files_does_not_matter(tmp_path: Path) -> None:
    world = _world()
    turned = [[Given(each.report, each.rows[::-1], plain=each.plain) for each in load] for load in world]
    forth = build_lake(tmp_path / "forth", *world, as_of="2024-02-01")
    back = build_lake(tmp_path / "back", *turned, as_of="2024-02-01")
    assert _digests(forth) == _digests(back)
