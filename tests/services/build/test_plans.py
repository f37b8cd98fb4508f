"""Plans: their keys and what is known of them."""

from pathlib import Path

from tests.services.build.lakes import HOUR, Given, ask, build_lake

ROW = {"customer_id": "c1", "offer_id": "o1", "used_on": "2024-01-05", "raw_hours": HOUR}
PLANS = "select o.offer_id, p.plan_id, p.name, p.billing_type, p.is_private from plans as p join offers as o using (offer) order by plan"


def test_plans_are_keyed_by_offer_and_id(tmp_path: Path) -> None:
    rows = [
        ROW | {"offer_id": "o2", "plan_id": "a"}, ROW | {"plan_id": "b"}, ROW | {"plan_id": "a"}, ROW | {"plan_id": None},
    ]  # fmt: skip
    part = build_lake(tmp_path, [Given("usage", rows)], as_of="2024-02-01")
    assert ask(part, PLANS) == [
        ("o1", "a", None, None, None),
        ("o1", "b", None, None, None),
        ("o2", "a", None, None, None),
    ]
    assert ask(part, "select count(*) from usage where plan is null") == [(1,)]


def test_the_table_of_plans_comes_first_then_the_latest_file(tmp_path: Path) -> None:
    usage = Given("usage", [ROW | {"plan_id": "a", "plan_name": "Old", "billing_type": "Paid"}], plain=False)
    retention = Given(
        "retention",
        [
            {"customer_id": "c1", "product_id": "o1", "used_on": "2024-01-05", "plan_id": "a", "plan_name": "New", "billing_type": "Free"},
            {"customer_id": "c1", "product_id": "o1", "used_on": "2024-01-06", "plan_id": "b", "billing_type": "Free"},
        ],
        plain=False,
    )  # fmt: skip
    orders = Given(
        "orders",
        [{"order_id": "x", "customer_id": "c1", "offer_id": "o1", "plan_id": "c", "ordered_on": "2024-01-01", "is_private": True}],
        plain=False,
    )  # fmt: skip
    plans = Given(
        "plans", [{"offer_id": "o1", "plan_id": "b", "name": "Bee", "billing_type": "Paid", "is_private": False}]
    )
    part = build_lake(tmp_path, [usage], [retention, orders, plans], as_of="2024-02-01")
    assert ask(part, PLANS) == [
        ("o1", "a", "New", "Free", None),
        ("o1", "b", "Bee", "Paid", False),
        ("o1", "c", None, None, True),
    ]


def test_a_plan_of_the_table_alone_exists(tmp_path: Path) -> None:
    part = build_lake(tmp_path, [Given("plans", [{"offer_id": "o1", "plan_id": "a"}])], as_of="2024-02-01")
    assert ask(part, PLANS) == [("o1", "a", None, None, None)]
    assert ask(part, "select offer_id, name, category from offers") == [("o1", "o1", "Uncategorized")]
