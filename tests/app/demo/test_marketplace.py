"""The demo marketplace is repeatable, of the size asked for, and written file by file."""

import gzip
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from app.demo.catalog import MARKETPLACES, USAGE_ROWS
from app.demo.marketplace import DemoFile, DemoPublisher, demo_publishers, generate
from tests.app.demo.conftest import AS_OF, SEED, Reports


def read_all(folder: Path, seed: int, as_of: date) -> dict[str, bytes]:
    files = generate(folder, seed=seed, size="small", as_of=as_of, publisher=5)
    return {file.path.name: file.path.read_bytes() for file in files}


def test_same_arguments_give_the_same_bytes(tmp_path: Path, small_files: tuple[DemoFile, ...]) -> None:
    again = read_all(tmp_path, SEED, AS_OF)
    assert again == {file.path.name: file.path.read_bytes() for file in small_files if file.publisher_id == 5}


def test_another_seed_gives_other_bytes(tmp_path: Path) -> None:
    first = read_all(tmp_path / "first", 1, AS_OF)
    second = read_all(tmp_path / "second", 2, AS_OF)
    assert first.keys() == second.keys()
    assert [name for name in first if first[name] == second[name]] == ["5-offers.csv"]


def test_publishers_are_listed_with_the_biggest_first() -> None:
    assert demo_publishers()[0] == DemoPublisher(1, "Tallowmere Systems", "America/Los_Angeles")
    assert [publisher.publisher_id for publisher in demo_publishers()] == [1, 2, 3, 4, 5]
    assert sum(round(100 * market.share) for market in MARKETPLACES) == 100
    assert MARKETPLACES[0].share == 0.5


def test_every_publisher_sells_usage_in_all_categories_and_seats() -> None:
    for market in MARKETPLACES:
        assert {offer.category for offer in market.offers if offer.has_usage} == {"Compute", "Storage", "Security"}
        assert any(not offer.has_usage for offer in market.offers)


def test_small_has_its_rows_of_usage_within_five_percent(small_files: tuple[DemoFile, ...]) -> None:
    rows = {market.publisher_id: 0 for market in MARKETPLACES}
    for file in small_files:
        rows[file.publisher_id] += file.rows if file.report == "ISVUsage" else 0
    assert abs(sum(rows.values()) / USAGE_ROWS["small"] - 1) < 0.05
    assert abs(rows[1] / sum(rows.values()) - 0.5) < 0.05


def test_rows_told_are_rows_written(small_files: tuple[DemoFile, ...], small_reports: Reports) -> None:
    told: dict[tuple[int, str], list[int]] = {}
    for file in small_files:
        told.setdefault((file.publisher_id, file.report), []).append(file.rows)
    assert told == {key: [len(frame) for frame in frames] for key, frames in small_reports.items()}
    assert all(min(rows) > 0 for rows in told.values())


def test_every_publisher_has_every_report(small_reports: Reports) -> None:
    reports = {"offers", "ISVCustomer", "ISVOrder", "ISVUsage", "ISVOfferRetention"}
    assert set(small_reports) == {(publisher.publisher_id, name) for publisher in demo_publishers() for name in reports}


def test_a_file_is_written_only_when_the_one_before_was_taken(tmp_path: Path) -> None:
    for file in generate(tmp_path, seed=SEED, size="small", as_of=AS_OF, publisher=4):
        assert [path.name for path in tmp_path.iterdir()] == [file.path.name]
        file.path.unlink()


def test_usage_ends_on_the_day_asked_for_and_begins_where_history_does(small_reports: Reports) -> None:
    days = {
        publisher.publisher_id: pd.concat(small_reports[publisher.publisher_id, "ISVUsage"])["UsageDate"]
        for publisher in demo_publishers()
        if publisher.publisher_id in (1, 3, 4)
    }
    assert {day.max() for day in days.values()} == {"2026-10-31"}
    assert days[1].min() < days[3].min() < "2025-04-30" < days[4].min()


def test_a_day_in_the_middle_of_a_month_can_be_asked_for(tmp_path: Path) -> None:
    files = generate(tmp_path, seed=3, size="small", as_of=date(2024, 2, 29), publisher=4)
    usage = pd.concat([pd.read_csv(file.path, dtype=str) for file in files if file.report == "ISVUsage"])
    assert usage["UsageDate"].max() == "2024-02-29"
    assert usage["UsageDate"].min() == "2022-12-01"


def test_one_publisher_ships_assorted_formats(small_files: tuple[DemoFile, ...]) -> None:
    files = [file for file in small_files if file.publisher_id == 5]
    suffixes = [(file.report, "".join(file.path.suffixes)) for file in files]
    assert suffixes[:5] == [
        ("offers", ".csv"),
        ("ISVCustomer", ".tsv"),
        ("ISVOrder", ".csv.gz"),
        ("ISVUsage", ".csv.gz"),
        ("ISVUsage", ".csv.zst"),
    ]
    assert files[1].path.read_bytes()[:4] == b'\xff\xfe"\x00'
    assert files[2].path.read_bytes()[4:8] == bytes(4), "no time of writing in the header"
    assert gzip.decompress(files[3].path.read_bytes()).startswith(b'"Marketplace Subscription ID","MonthStartDate"')


@pytest.mark.parametrize("publisher", [0, 6])
def test_an_unknown_publisher_is_refused(tmp_path: Path, publisher: int) -> None:
    with pytest.raises(ValueError, match="it takes 1 to 5"):
        next(generate(tmp_path, seed=1, size="small", as_of=AS_OF, publisher=publisher))
