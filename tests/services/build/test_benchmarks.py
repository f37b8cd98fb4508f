"""Benchmarks: the curves of all publishers, now and one step back, and when they are built."""

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from db.snapshots import SnapshotStore
from db.tables import BENCHMARKS
from tests.services.build.homes import build_on, load_usage, used


def _key(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:16]


def _curves(home: Path, part_id: str | None = None) -> list[dict[str, Any]]:
    snapshot = SnapshotStore(home).current()
    assert snapshot is not None and snapshot.benchmarks is not None
    path = home / "parts" / "_benchmarks" / (part_id or snapshot.benchmarks) / "curves.parquet"
    rows: list[dict[str, Any]] = pq.read_table(path).to_pylist()
    return rows


@pytest.fixture
def market(tmp_path: Path) -> Path:
    """a/o2 has two accounts from 2024-01-01 of which one stays to Day 45; b/o1 one account; b/o9 has no category."""
    load_usage(
        tmp_path, "a", 1, used("c1", "2024-01-01", "o2"), used("c2", "2024-01-01", "o2"), used("c1", "2024-02-15", "o2")
    )
    load_usage(tmp_path, "b", 1, used("c1", "2024-01-01"), used("c1", "2024-02-15"), category=" COMPUTE")
    load_usage(tmp_path, "b", 2, used("c1", "2024-01-01", "o9"), category="Uncategorized")
    return tmp_path


def test_curves_of_every_category_and_publisher(market: Path) -> None:
    build_on(market, "2024-03-01")
    rows = _curves(market)
    # as_of of both is 2024-02-15, 45 days after the first use; one day back nobody is in the base yet
    assert {(row["category_folded"], row["granularity"], row["step"]) for row in rows} == {
        ("compute", "DAY", 0),
        ("compute", "WEEK", 0),
        ("compute", "MONTH", 0),
    }
    shown = [
        (row["publisher_key"], row["offer_key"], row["publisher_order"], row["offer_order"], row["eligible"], row["retained"], row["day0"])
        for row in rows
        if row["granularity"] == "DAY" and row["n"] == 45
    ]  # fmt: skip
    assert shown == [
        (_key("a"), _key("o2"), 1, 2, 2, 1, 2),
        (_key("b"), _key("o1"), 2, 1, 1, 1, 1),
    ]
    lengths = [sum(row["granularity"] == each for row in rows) for each in ("DAY", "WEEK", "MONTH")]
    # days 0..45, weeks 0..5 (46 days hold six whole weeks), month 0; of two offers
    assert lengths == [2 * 46, 2 * 6, 2 * 1]


def test_one_step_back_is_a_day_a_week_or_a_calendar_month(market: Path) -> None:
    build_on(market, "2024-04-01", as_of="2024-03-15")
    last = {
        (row["granularity"], row["step"]): row["n"]
        for row in sorted(_curves(market), key=lambda row: int(row["n"]))
        if row["publisher_order"] == 1
    }
    # 2024-03-15 is Day 74; one day, one week, one month (2024-02-15, Day 45) earlier, where days and weeks end at 45
    assert last == {
        ("DAY", 0): 74,
        ("DAY", 1): 45,
        ("WEEK", 0): 9,
        ("WEEK", 1): 8,
        ("MONTH", 0): 1,
        ("MONTH", 1): 0,
    }


def test_nothing_but_keys_and_counts_is_there(market: Path) -> None:
    build_on(market, "2024-03-01")
    [row, *_] = _curves(market)
    assert list(row) == list(BENCHMARKS["curves"])
    [folder] = (market / "parts" / "_benchmarks").iterdir()
    facts = json.loads((folder / "part.json").read_text())
    assert facts == {"format": 2, "part_id": folder.name, "day": "2024-03-01"}


def test_a_load_alone_changes_nothing_until_the_next_day(market: Path) -> None:
    first = build_on(market, "2024-03-01")
    load_usage(market, "b", 3, used("c2", "2024-01-01"))
    second = build_on(market, "2024-03-01")
    assert (first.benchmarks_built, second.benchmarks_built) == (True, False)
    assert first.snapshot != second.snapshot
    counts = [row["eligible"] for row in _curves(market) if (row["publisher_order"], row["n"]) == (2, 0)]
    assert counts == [1, 1, 1]
    third = build_on(market, "2024-03-02")
    assert third.benchmarks_built
    counts = [row["eligible"] for row in _curves(market) if (row["publisher_order"], row["n"]) == (2, 0)]
    assert counts == [2, 2, 2]


def test_an_as_of_builds_them_anew_on_the_same_day(market: Path) -> None:
    build_on(market, "2024-03-01")
    given = build_on(market, "2024-03-01", as_of="2024-02-20")
    assert given.benchmarks_built
    assert max(row["n"] for row in _curves(market) if row["granularity"] == "WEEK") == 6


def test_without_any_offer_in_a_category_they_are_empty(tmp_path: Path) -> None:
    load_usage(tmp_path, "a", 1, used("c1", "2024-01-01"), category="uncategorized")
    build_on(tmp_path, "2024-03-01")
    assert _curves(tmp_path) == []
