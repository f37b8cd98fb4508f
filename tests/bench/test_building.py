"""The invented publishers are the same every time, and their tables built by hand are those of the build."""

from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from app.commands.demo import AS_OF
from bench.building import build_by_hand, differ
from bench.generate import Delivery, write_publisher
from bench.homes import AT
from bench.invention.shelf import stock_publishers
from db.lake import loads
from domain.calendar import day_number
from services.build.part import Engine, build_part
from services.load import load_files

ROWS = 6000


@pytest.fixture(scope="module")
def delivery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Delivery]:
    """The files of one publisher."""
    yield write_publisher(tmp_path_factory.mktemp("sizes") / "one", stock_publishers()[0], ROWS, 1, AS_OF)


def test_a_publisher_is_the_same_again(delivery: Delivery, tmp_path: Path) -> None:
    again = write_publisher(tmp_path / "again", stock_publishers()[0], ROWS, 1, AS_OF)
    for one, other in zip(delivery.files, again.files, strict=True):
        assert pq.read_table(one).equals(pq.read_table(other))


def test_usage_is_as_much_as_asked_for_and_ends_with_the_history(delivery: Delivery) -> None:
    usage = pq.read_table(delivery.files[-1])
    assert usage.num_rows == pytest.approx(ROWS, rel=0.15)
    days = usage["used_on"].to_pylist()
    assert days == sorted(days)
    assert days[-1] == AS_OF


def test_built_by_hand_are_the_same_rows(delivery: Delivery, tmp_path: Path) -> None:
    report = load_files(
        tmp_path, "1", delivery.files, zone="UTC", name=None, replaces=None, strict=True, loaded_at=AT, secret=b"tests",
        memory_limit="1GB", threads=2,
    )  # fmt: skip
    assert sum(each.accepted for each in report.files) == delivery.rows
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    ours.mkdir()
    theirs.mkdir()
    # a day within the history: what comes later is not there yet
    for as_of in (day_number(AS_OF), day_number(AS_OF) - 200):
        build_part(loads(tmp_path), as_of, part_id="one", folder=ours, engine=Engine("1GB", 2, tmp_path / "spill"))
        build_by_hand(loads(tmp_path), as_of, theirs, "1GB", 2)
        assert list(differ(ours, theirs)) == []
