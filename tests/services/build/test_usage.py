"""Usage: rows of a key add up within a file; later files replace what they carry of it, and only that."""

from pathlib import Path
from typing import Any

from tests.services.build.lakes import HOUR, Given, Row, ask, build_lake, usage_of

SHORT = ("used_on", "customer_id", "raw", "hours", "revenue")


def row(**cells: Any) -> dict[str, Any]:
    return {"customer_id": "c1", "offer_id": "o1", "used_on": "2024-01-05"} | cells


def full(raw: int, hours: int, revenue: int | None, **cells: Any) -> dict[str, Any]:
    money = None if revenue is None else revenue * HOUR
    return row(raw_hours=raw * HOUR, normalized_hours=hours * HOUR, revenue_usd=money, **cells)


def usage(*rows: Row, **settings: Any) -> Given:
    return Given("usage", rows, **settings)


def test_rows_of_one_key_add_up_within_a_file(tmp_path: Path) -> None:
    part = build_lake(
        tmp_path,
        [usage(full(1, 2, 3, plan_id="a"), full(4, 5, None, plan_id="a"), full(1, 1, -1, plan_id="b"))],
        as_of="2024-02-01",
    )
    assert usage_of(part, "plan_id", *SHORT) == [
        ("a", "01-05", "c1", 5.0, 7.0, 3.0),
        ("b", "01-05", "c1", 1.0, 1.0, -1.0),
    ]
    assert part.usage_days == 1


def test_revenue_that_no_row_knows_is_unknown_and_counts_as_nothing_in_sums(tmp_path: Path) -> None:
    part = build_lake(tmp_path, [usage(full(1, 1, None))], as_of="2024-02-01")
    assert usage_of(part, *SHORT) == [("01-05", "c1", 1.0, 1.0, None)]
    assert ask(part, "select revenue, revenue_to_date from account_days") == [(0, 0)]
    assert ask(part, "select revenue from customer_months") == [(0,)]


def test_a_later_overlapping_file_replaces_what_it_says_again(tmp_path: Path) -> None:
    first = usage(full(1, 1, 1), full(2, 2, 2, used_on="2024-01-06"), full(9, 9, 9, used_on="2024-01-04"))
    later = usage(full(5, 5, 5), full(7, 7, 7, used_on="2024-01-07"), full(3, 3, 3, plan_id=None))
    part = build_lake(tmp_path, [first], [later], as_of="2024-02-01")
    # rows of one key add up within the later file (5 + 3) and replace that key of the earlier one
    assert usage_of(part, *SHORT) == [
        ("01-04", "c1", 9.0, 9.0, 9.0),
        ("01-05", "c1", 8.0, 8.0, 8.0),
        ("01-06", "c1", 2.0, 2.0, 2.0),
        ("01-07", "c1", 7.0, 7.0, 7.0),
    ]


def test_the_same_rows_loaded_again_count_once(tmp_path: Path) -> None:
    rows = [full(1, 1, 1), full(2, 2, 2, customer_id="c2")]
    part = build_lake(tmp_path, [usage(*rows)], [usage(*reversed(rows))], as_of="2024-02-01")
    assert usage_of(part, *SHORT) == [("01-05", "c1", 1.0, 1.0, 1.0), ("01-05", "c2", 2.0, 2.0, 2.0)]


def test_normalized_and_raw_hours_of_the_same_rows_in_two_files(tmp_path: Path) -> None:
    normalized = usage(row(normalized_hours=8 * HOUR, revenue_usd=3 * HOUR))
    raw = usage(row(raw_hours=2 * HOUR, revenue_usd=3 * HOUR))
    forth = build_lake(tmp_path / "forth", [normalized], [raw], as_of="2024-02-01")
    back = build_lake(tmp_path / "back", [raw], [normalized], as_of="2024-02-01")
    assert usage_of(forth, *SHORT) == usage_of(back, *SHORT) == [("01-05", "c1", 2.0, 8.0, 3.0)]


def test_derived_hours_never_replace_reported_ones(tmp_path: Path) -> None:
    reported = usage(row(normalized_hours=8 * HOUR, revenue_usd=3 * HOUR))
    derived = usage(row(raw_hours=2 * HOUR, normalized_hours=2 * HOUR, revenue_usd=4 * HOUR, normalized_derived=True))
    forth = build_lake(tmp_path / "forth", [reported], [derived], as_of="2024-02-01")
    back = build_lake(tmp_path / "back", [derived], [reported], as_of="2024-02-01")
    assert usage_of(forth, *SHORT) == [("01-05", "c1", 2.0, 8.0, 4.0)]
    assert usage_of(back, *SHORT) == [("01-05", "c1", 2.0, 8.0, 3.0)]


def test_derived_hours_replace_derived_ones(tmp_path: Path) -> None:
    first = usage(row(raw_hours=2 * HOUR, normalized_hours=2 * HOUR, normalized_derived=True))
    later = usage(row(raw_hours=3 * HOUR, normalized_hours=6 * HOUR, normalized_derived=True))
    part = build_lake(tmp_path, [first], [later], as_of="2024-02-01")
    assert usage_of(part, *SHORT) == [("01-05", "c1", 3.0, 6.0, None)]


def test_derived_hours_give_way_to_reported_ones_of_a_file_with_fewer_columns(tmp_path: Path) -> None:
    derived = usage(
        row(raw_hours=2 * HOUR, normalized_hours=2 * HOUR, normalized_derived=True, sales_channel="Enterprise")
    )
    reported = usage(row(normalized_hours=8 * HOUR))
    forth = build_lake(tmp_path / "forth", [reported], [derived], as_of="2024-02-01")
    back = build_lake(tmp_path / "back", [derived], [reported], as_of="2024-02-01")
    expected = [("Enterprise", "01-05", "c1", 2.0, 8.0, None)]
    assert usage_of(forth, "sales_channel", *SHORT) == usage_of(back, "sales_channel", *SHORT) == expected


def test_each_row_states_only_what_it_carries(tmp_path: Path) -> None:
    """As in the portal's own downloads, where a row has one type of usage."""
    raw = {"carries_raw": True, "carries_normalized": False, "carries_revenue": True}
    normalized = {"carries_raw": False, "carries_normalized": True, "carries_revenue": False}
    carried = ("used_on", "customer_id", "offer_id", "raw_hours", "normalized_hours", "revenue_usd")
    first = usage(
        row(raw_hours=2 * HOUR, revenue_usd=3 * HOUR, **raw),
        row(normalized_hours=8 * HOUR, **normalized),
        carried=carried,
    )
    later = usage(row(raw_hours=5 * HOUR, revenue_usd=4 * HOUR, **raw), carried=carried)
    part = build_lake(tmp_path, [first], [later], as_of="2024-02-01")
    assert usage_of(part, *SHORT) == [("01-05", "c1", 5.0, 8.0, 4.0)]


def test_an_empty_value_that_a_file_carries_overwrites(tmp_path: Path) -> None:
    part = build_lake(tmp_path, [usage(full(1, 1, 5))], [usage(full(2, 2, None))], as_of="2024-02-01")
    assert usage_of(part, *SHORT) == [("01-05", "c1", 2.0, 2.0, None)]


def test_a_value_that_a_file_lacks_stays(tmp_path: Path) -> None:
    part = build_lake(tmp_path, [usage(full(1, 1, 5))], [usage(row(raw_hours=2 * HOUR))], as_of="2024-02-01")
    assert usage_of(part, *SHORT) == [("01-05", "c1", 2.0, 1.0, 5.0)]


def test_a_key_column_that_either_file_lacks_is_left_out_of_the_comparison(tmp_path: Path) -> None:
    first = usage(full(1, 1, 1, plan_id="a", sales_channel="X"), full(2, 2, 2, plan_id="b", sales_channel="X"))
    later = usage(full(7, 7, 7))
    part = build_lake(tmp_path, [first], [later], as_of="2024-02-01")
    # the later row says both rows again; they agree on the channel, which it inherits, and not on the plan
    assert usage_of(part, "plan_id", "sales_channel", *SHORT) == [(None, "X", "01-05", "c1", 7.0, 7.0, 7.0)]


def test_a_later_file_with_more_key_columns_replaces_rows_without_them(tmp_path: Path) -> None:
    first = usage(full(9, 9, 9), full(4, 4, 4, used_on="2024-01-06"))
    later = usage(full(1, 1, 1, plan_id="a"), full(2, 2, 2, plan_id="b"))
    part = build_lake(tmp_path, [first], [later, usage(full(8, 8, 8, used_on="2024-01-07"))], as_of="2024-02-01")
    assert usage_of(part, "plan_id", *SHORT) == [
        ("a", "01-05", "c1", 1.0, 1.0, 1.0),
        ("b", "01-05", "c1", 2.0, 2.0, 2.0),
        (None, "01-06", "c1", 4.0, 4.0, 4.0),
        (None, "01-07", "c1", 8.0, 8.0, 8.0),
    ]


def test_rows_that_differ_in_a_key_column_of_both_files_stand_side_by_side(tmp_path: Path) -> None:
    first = usage(full(1, 1, 1, sales_channel="X"))
    later = usage(full(2, 2, 2, sales_channel="Y"), full(3, 3, 3, sales_channel=None))
    part = build_lake(tmp_path, [first], [later], as_of="2024-02-01")
    assert usage_of(part, "sales_channel", *SHORT) == [
        ("X", "01-05", "c1", 1.0, 1.0, 1.0),
        ("Y", "01-05", "c1", 2.0, 2.0, 2.0),
        (None, "01-05", "c1", 3.0, 3.0, 3.0),
    ]


def test_a_meter_is_part_of_the_key_between_files_and_added_up_after(tmp_path: Path) -> None:
    first = usage(full(1, 1, 1, vm_size="D1", usage_reference="r1"), full(2, 2, 2, vm_size="D2", usage_reference="r2"))
    later = usage(full(5, 5, 5, vm_size="D2", usage_reference="r2"))
    part = build_lake(tmp_path, [first], [later], as_of="2024-02-01")
    assert usage_of(part, *SHORT) == [("01-05", "c1", 6.0, 6.0, 6.0)]


def test_an_account_that_a_later_file_lacks_is_inherited_by_its_row(tmp_path: Path) -> None:
    first = usage(full(1, 1, 1, billing_account_id="b1"), full(1, 1, 1, billing_account_id="b2", used_on="2024-01-06"))
    later = usage(full(2, 2, 2))
    part = build_lake(tmp_path, [first], [later], as_of="2024-02-01")
    assert usage_of(part, "account_id", *SHORT) == [
        ("b1", "01-05", "c1", 2.0, 2.0, 2.0),
        ("b2", "01-06", "c1", 1.0, 1.0, 1.0),
    ]


def test_hours_that_stay_take_what_a_later_file_knows_of_their_key(tmp_path: Path) -> None:
    first = usage(row(normalized_hours=8 * HOUR))
    later = usage(row(raw_hours=2 * HOUR, plan_id="a"))
    part = build_lake(tmp_path, [first], [later], as_of="2024-02-01")
    assert usage_of(part, "plan_id", *SHORT) == [("a", "01-05", "c1", 2.0, 8.0, None)]


def test_days_that_a_file_replaces_lose_the_rows_that_vanished(tmp_path: Path) -> None:
    first = usage(full(1, 1, 1), full(2, 2, 2, customer_id="c2"), full(3, 3, 3, used_on="2024-01-08"))
    later = usage(full(5, 5, 5), replaces=("2024-01-01", "2024-01-07"))
    part = build_lake(tmp_path, [first], [later], as_of="2024-02-01")
    assert usage_of(part, *SHORT) == [("01-05", "c1", 5.0, 5.0, 5.0), ("01-08", "c1", 3.0, 3.0, 3.0)]
    assert ask(part, "select customer_id from customers") == [("c1",)]


def test_files_before_the_replacing_one_alone_lose_rows(tmp_path: Path) -> None:
    first = usage(full(5, 5, 5), replaces=("2024-01-01", "2024-01-07"))
    part = build_lake(tmp_path, [first], [usage(full(1, 1, 1, customer_id="c2"))], as_of="2024-02-01")
    assert usage_of(part, *SHORT) == [("01-05", "c1", 5.0, 5.0, 5.0), ("01-05", "c2", 1.0, 1.0, 1.0)]


def test_two_files_in_one_load_equal_two_loads(tmp_path: Path) -> None:
    files = [
        usage(full(1, 1, 1), full(2, 2, 2, plan_id="a")),
        usage(full(3, 3, 3), full(4, 4, 4, used_on="2024-01-06")),
    ]
    together = build_lake(tmp_path / "together", files, as_of="2024-02-01")
    apart = build_lake(tmp_path / "apart", [files[0]], [files[1]], as_of="2024-02-01")
    assert usage_of(together, "plan_id", *SHORT) == usage_of(apart, "plan_id", *SHORT)
    assert usage_of(apart, *SHORT) == [("01-05", "c1", 3.0, 3.0, 3.0), ("01-06", "c1", 4.0, 4.0, 4.0)]


def test_a_row_without_hours_and_revenue_is_a_day_of_usage(tmp_path: Path) -> None:
    metered = row(carries_raw=False, carries_normalized=False, carries_revenue=False)
    carried = ("used_on", "customer_id", "offer_id")
    part = build_lake(
        tmp_path, [usage(metered, carried=carried)], [usage(metered, carried=carried)], as_of="2024-02-01"
    )
    assert usage_of(part, *SHORT) == [("01-05", "c1", 0.0, 0.0, None)]
    assert part.usage_days == 1


def test_trial_usage(tmp_path: Path) -> None:
    order: dict[str, Any] = {"customer_id": "c1", "offer_id": "o1", "ordered_on": "2024-01-01", "trial_ends_on": None}
    orders = Given(
        "orders",
        [
            order | {"order_id": "x", "trial_ends_on": "2024-01-10", "reference_id": "r1"},
            order | {"order_id": "y", "reference_id": "r2"},
        ],
    )
    cases: list[tuple[str, dict[str, Any], bool]] = [
        ("a", {"trial_ends_on": "2024-01-05"}, True),
        ("b", {"trial_ends_on": "2024-01-04"}, False),
        ("c", {"trial_ends_on": "2024-01-04", "reference_id": "r1"}, False),
        ("d", {"reference_id": "r1"}, True),
        ("e", {"reference_id": "r1", "used_on": "2024-01-11"}, False),
        ("f", {"reference_id": "r2"}, False),
        ("g", {}, False),
        ("h", {"is_trial": True}, True),
        ("i", {"is_trial": False, "reference_id": "r1"}, False),
    ]
    rows = [full(1, 1, 1, customer_id=customer, **cells) for customer, cells, _ in cases]
    part = build_lake(tmp_path, [orders, usage(*rows)], as_of="2024-02-01")
    found = ask(part, "select customer_id, is_trial from usage join customers using (customer) order by 1")
    assert found == [(customer, trial) for customer, _, trial in cases]


def test_trial_usage_stands_apart_from_paid_usage_of_the_same_key(tmp_path: Path) -> None:
    rows = [full(1, 1, 1, trial_ends_on="2024-01-05"), full(2, 2, 2, trial_ends_on=None)]
    part = build_lake(tmp_path, [usage(*rows)], as_of="2024-02-01")
    assert ask(part, "select raw_hours, is_trial from usage order by 1") == [(HOUR, True), (2 * HOUR, False)]
    assert part.usage_days == 1
