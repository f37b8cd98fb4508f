"""The retention report: it fills what usage leaves unknown, is usage where there is none, and knows first uses."""

from pathlib import Path
from typing import Any

import pytest

from tests.services.build.lakes import HOUR, Given, ask, build_lake, usage_of

SHORT = ("plan_id", "sales_channel", "used_on", "hours", "revenue")
DAYS = "select account_id, day, n, first_day, revenue, revenue_to_date from account_days join accounts using (account) order by 1, 2"


def usage(**cells: Any) -> dict[str, Any]:
    known = {"customer_id": "c1", "offer_id": "o1", "used_on": "2024-01-05", "normalized_hours": 2 * HOUR}
    return known | {"plan_id": None, "sales_channel": None, "revenue_usd": None} | cells


def said(**cells: Any) -> dict[str, Any]:
    known = {"customer_id": "c1", "product_id": "o1", "used_on": "2024-01-05", "first_used_on": "2024-01-05"}
    return known | {"plan_id": None, "sales_channel": None, "revenue_usd": None} | cells


def both(home: Path, used: list[dict[str, Any]], told: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    files = [Given("usage", used, plain=False), Given("retention", told, plain=False)]
    forth = usage_of(build_lake(home / "forth", files, as_of="2024-03-01"), *SHORT)
    assert usage_of(build_lake(home / "back", files[::-1], as_of="2024-03-01"), *SHORT) == forth
    return forth


def test_where_usage_is_known_it_stays(tmp_path: Path) -> None:
    used = [usage(plan_id="a", sales_channel="X", revenue_usd=5 * HOUR)]
    told = [said(plan_id="b", sales_channel="Y", revenue_usd=9 * HOUR)]
    assert both(tmp_path, used, told) == [("a", "X", "01-05", 2.0, 5.0)]


def test_what_usage_leaves_unknown_is_filled(tmp_path: Path) -> None:
    told = [said(plan_id="b", sales_channel="Y", revenue_usd=9 * HOUR)]
    assert both(tmp_path, [usage()], told) == [("b", "Y", "01-05", 2.0, 9.0)]


def test_rows_of_the_report_that_disagree_fill_nothing_but_add_up(tmp_path: Path) -> None:
    told = [
        said(plan_id="a", sales_channel="Y", revenue_usd=4 * HOUR),
        said(plan_id="b", sales_channel="Y", revenue_usd=9 * HOUR),
    ]
    assert both(tmp_path, [usage()], told) == [(None, "Y", "01-05", 2.0, 13.0)]


@pytest.mark.parametrize(("used", "plan"), [("a", "a"), (None, None), (None, "b")])
@pytest.mark.parametrize("name", ["sales_channel", "billing_type", "currency"])
@pytest.mark.parametrize(
    ("first", "second", "filled"),
    [("X", "X", "X"), ("X", "Y", None), ("X", None, None), (None, None, None)],
)
def test_a_value_is_filled_where_all_rows_of_the_report_say_it(
    tmp_path: Path,
    used: str | None,
    plan: str | None,
    name: str,
    first: str | None,
    second: str | None,
    filled: str | None,
) -> None:
    # rows of the same plan as usage, and rows of the day where usage knows none
    told = [
        said(plan_id=plan, revenue_usd=HOUR, **{name: first}),
        said(plan_id=plan, revenue_usd=HOUR, first_used_on="2024-01-04", **{name: second}),
    ]
    files = [Given("usage", [usage(plan_id=used)], plain=False), Given("retention", told, plain=False)]
    part = build_lake(tmp_path, files, as_of="2024-03-01")
    assert ask(part, f"select {name} from usage where raw_hours + normalized_hours > 0") == [(filled,)]


@pytest.mark.parametrize("other", [{"customer_id": "c2"}, {"offer_id": "o2"}, {"used_on": "2024-01-06"}])
def test_a_plan_used_elsewhere_is_not_that_of_the_day(tmp_path: Path, other: dict[str, str]) -> None:
    elsewhere = usage(plan_id="b", sales_channel="X", revenue_usd=HOUR, **other)
    rows = both(tmp_path, [usage(), elsewhere], [said(plan_id="b", sales_channel="Y", revenue_usd=9 * HOUR)])
    assert sorted(row[:2] + row[3:] for row in rows) == [("b", "X", 2.0, 1.0), ("b", "Y", 2.0, 9.0)]


def test_each_day_is_filled_by_its_own_rows(tmp_path: Path) -> None:
    told = [said(plan_id="b", revenue_usd=4 * HOUR), said(plan_id="c", used_on="2024-01-06", revenue_usd=9 * HOUR)]
    assert both(tmp_path, [usage(), usage(used_on="2024-01-06")], told) == [
        ("b", None, "01-05", 2.0, 4.0),
        ("c", None, "01-06", 2.0, 9.0),
    ]


def test_rows_of_the_report_with_one_key_add_up(tmp_path: Path) -> None:
    told = [said(plan_id="b", revenue_usd=4 * HOUR), said(plan_id="b", revenue_usd=9 * HOUR)]
    assert both(tmp_path / "filled", [usage()], told) == [("b", None, "01-05", 2.0, 13.0)]
    elsewhere = [usage(used_on="2024-01-20", revenue_usd=HOUR)]
    assert both(tmp_path / "alone", elsewhere, told) == [
        ("b", None, "01-05", 0.0, 13.0),
        (None, None, "01-20", 2.0, 1.0),
    ]


def test_rows_meet_by_plan_first(tmp_path: Path) -> None:
    used = [usage(plan_id="a"), usage(plan_id="b", revenue_usd=HOUR)]
    told = [
        said(plan_id="a", sales_channel="X", revenue_usd=4 * HOUR),
        said(plan_id="b", sales_channel="Y", revenue_usd=9 * HOUR),
    ]
    assert both(tmp_path, used, told) == [("a", "X", "01-05", 2.0, 4.0), ("b", "Y", "01-05", 2.0, 1.0)]


def test_revenue_of_a_plan_that_usage_does_not_know_is_not_added_to_a_known_day(tmp_path: Path) -> None:
    used = [usage(plan_id="a", revenue_usd=HOUR), usage(plan_id="b")]
    assert both(tmp_path, used, [said(plan_id="c", revenue_usd=9 * HOUR)]) == [
        ("a", None, "01-05", 2.0, 1.0),
        ("b", None, "01-05", 2.0, None),
    ]


def test_where_usage_says_nothing_of_the_day_the_row_is_usage_without_hours(tmp_path: Path) -> None:
    told = [
        said(used_on="2024-01-06", plan_id="a", revenue_usd=3 * HOUR),
        said(used_on="2024-01-05", customer_id="c2"),
    ]
    assert both(tmp_path, [usage(revenue_usd=HOUR)], told) == [
        (None, None, "01-05", 2.0, 1.0),
        (None, None, "01-05", 0.0, None),
        ("a", None, "01-06", 0.0, 3.0),
    ]


def test_a_reported_first_use_without_a_row_is_a_day_of_usage(tmp_path: Path) -> None:
    part = build_lake(
        tmp_path,
        [
            Given("usage", [usage(used_on="2024-01-10", revenue_usd=5 * HOUR)], plain=False),
            Given("retention", [said(used_on="2024-01-10", first_used_on="2024-01-03", plan_id="a")], plain=False),
        ],
        as_of="2024-03-01",
    )
    assert usage_of(part, *SHORT) == [("a", None, "01-03", 0.0, 0.0), ("a", None, "01-10", 2.0, 5.0)]
    # day numbers: 2024-01-03 is 8768
    assert ask(part, DAYS) == [("c1", 8768, 0, 8768, 0, 0), ("c1", 8775, 7, 8768, 5 * HOUR, 5 * HOUR)]
    assert (part.first_day, part.first_usage_day, part.last_day, part.usage_days) == (8768, 8775, 8775, 2)
    assert ask(part, "select source, acquired_on from acquisitions") == [(2, 8768)]


def test_a_reported_first_use_with_a_row_adds_nothing(tmp_path: Path) -> None:
    told = [said(used_on="2024-01-07", first_used_on="2024-01-05"), said(first_used_on="2024-01-05")]
    assert both(tmp_path, [usage()], told) == [
        (None, None, "01-05", 2.0, None),
        (None, None, "01-07", 0.0, None),
    ]


def test_a_first_use_after_as_of_is_unknown(tmp_path: Path) -> None:
    told = [said(used_on="2024-01-05", first_used_on="2024-03-02")]
    assert both(tmp_path, [usage()], told) == [(None, None, "01-05", 2.0, None)]


def test_a_later_retention_report_replaces_an_earlier_one(tmp_path: Path) -> None:
    first = Given("retention", [said(revenue_usd=HOUR), said(used_on="2024-01-06", revenue_usd=2 * HOUR)], plain=False)
    later = Given("retention", [said(revenue_usd=5 * HOUR, first_used_on="2024-01-04")], plain=False)
    part = build_lake(tmp_path, [first], [later], as_of="2024-03-01")
    assert usage_of(part, "used_on", "hours", "revenue") == [
        ("01-04", 0.0, 0.0),
        ("01-05", 0.0, 5.0),
        ("01-06", 0.0, 2.0),
    ]


def test_a_later_retention_report_without_revenue_leaves_it(tmp_path: Path) -> None:
    first = Given("retention", [said(revenue_usd=HOUR)], plain=False)
    bare = {name: value for name, value in said().items() if name not in ("revenue_usd", "plan_id", "sales_channel")}
    part = build_lake(tmp_path, [first], [Given("retention", [bare], plain=False)], as_of="2024-03-01")
    assert usage_of(part, *SHORT) == [(None, None, "01-05", 0.0, 1.0)]


def test_rows_of_retention_use_the_account_that_other_reports_gave(tmp_path: Path) -> None:
    orders = Given(
        "orders",
        [
            {
                "order_id": "x",
                "customer_id": "c1",
                "offer_id": "o1",
                "ordered_on": "2024-01-01",
                "billing_account_id": "b",
            }
        ],
        plain=False,
    )
    part = build_lake(tmp_path, [orders, Given("retention", [said()], plain=False)], as_of="2024-03-01")
    assert usage_of(part, "account_id", "used_on") == [("b", "01-05")]
