"""The default as_of of a publisher."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from domain.calendar import date_of, day_number
from domain.errors import BadInputError, OperationError
from services.build.as_of import default_as_of, find_told_as_of
from services.build.part import Engine
from tests.services.build.homes import build_on, load_usage, used
from tests.services.build.lakes import Given, write_lake


def speaks_for(home: Path, *files: Given, today: str = "2024-06-01") -> str:
    engine = Engine(memory_limit="256MB", threads=1, spill=home / "spill")
    lake, day = write_lake(home, files), date.fromisoformat(today)
    found = default_as_of(lake, day, engine)
    # what the loads tell without a look into their files is the same
    assert find_told_as_of(lake, day) in (None, found)
    return date_of(found).isoformat()


def order(ordered_on: str, **cells: Any) -> dict[str, Any]:
    return {"order_id": ordered_on, "customer_id": "c1", "offer_id": "o1", "ordered_on": ordered_on} | cells


def test_the_last_day_with_usage_at_most_today(tmp_path: Path) -> None:
    usage = Given("usage", [used("c1", "2024-03-01"), used("c1", "2024-04-02"), used("c1", "2024-05-03")])
    orders = Given("orders", [order("2024-05-20")])
    assert speaks_for(tmp_path / "a", usage, orders) == "2024-05-03"
    assert speaks_for(tmp_path / "b", usage, orders, today="2024-05-02") == "2024-04-02"


def test_the_loads_tell_the_last_day_where_nothing_replaces_it(tmp_path: Path) -> None:
    usage = Given("usage", [used("c1", "2024-03-01"), used("c1", "2024-04-02")])
    lake = write_lake(tmp_path / "a", (usage, Given("orders", [order("2024-05-20")])))
    assert find_told_as_of(lake, date(2024, 6, 1)) == day_number(date(2024, 4, 2))
    assert find_told_as_of(lake, date(2024, 4, 1)) is None
    replaced = write_lake(tmp_path / "b", (usage, Given("usage", [], replaces=("2024-04-01", "2024-04-30"))))
    assert find_told_as_of(replaced, date(2024, 6, 1)) is None
    assert (
        find_told_as_of(write_lake(tmp_path / "c", (Given("orders", [order("2024-05-20")]),)), date(2024, 6, 1)) is None
    )


def test_a_row_of_retention_is_usage(tmp_path: Path) -> None:
    told = Given("retention", [{"customer_id": "c1", "product_id": "o1", "used_on": "2024-05-07"}], plain=False)
    assert speaks_for(tmp_path, Given("usage", [used("c1", "2024-05-03")]), told) == "2024-05-07"


def test_a_replaced_day_is_no_day_with_usage(tmp_path: Path) -> None:
    first = Given("usage", [used("c1", "2024-05-03"), used("c1", "2024-05-04")])
    later = Given("usage", [used("c1", "2024-05-03")], replaces=("2024-05-01", "2024-05-31"))
    assert speaks_for(tmp_path, first, later) == "2024-05-03"


def test_without_usage_the_last_order(tmp_path: Path) -> None:
    orders = Given("orders", [order("2024-03-01"), order("2024-04-01"), order("2024-05-01", abandoned=True)])
    customers = Given("customers", [{"customer_id": "c1", "date_acquired": "2024-05-20"}])
    assert speaks_for(tmp_path, orders, customers) == "2024-04-01"


def test_without_usage_and_orders_the_last_acquisition(tmp_path: Path) -> None:
    rows = [{"customer_id": "c1", "date_acquired": "2024-05-20"}, {"customer_id": "c2", "date_acquired": "2024-06-02"}]
    assert speaks_for(tmp_path, Given("customers", rows)) == "2024-05-20"


def test_without_any_day_that_of_the_last_load(tmp_path: Path) -> None:
    assert speaks_for(tmp_path, Given("offers", [{"offer_id": "o1"}])) == "2024-01-01"


def test_each_publisher_speaks_for_its_own_day_unless_one_is_given(tmp_path: Path) -> None:
    load_usage(tmp_path, "a", 1, used("c1", "2024-05-03"))
    load_usage(tmp_path, "b", 1, used("c1", "2024-04-03"))
    default = build_on(tmp_path, "2024-06-01")
    assert [(part.publisher_id, part.as_of, part.rows) for part in default.parts] == [
        ("a", date(2024, 5, 3), 2),
        ("b", date(2024, 4, 3), 2),
    ]
    given = build_on(tmp_path, "2024-06-01", as_of="2024-05-31")
    assert [part.as_of for part in given.parts] == [date(2024, 5, 31), date(2024, 5, 31)]


def test_an_as_of_after_today_is_refused(tmp_path: Path) -> None:
    load_usage(tmp_path, "a", 1, used("c1", "2024-05-03"))
    with pytest.raises(
        BadInputError, match="as_of: 2024-06-02 is after today, 2024-06-01; give today or an earlier day"
    ):
        build_on(tmp_path, "2024-06-01", as_of="2024-06-02")


def test_an_empty_lake_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OperationError, match="nothing is loaded yet"):
        build_on(tmp_path, "2024-06-01")
