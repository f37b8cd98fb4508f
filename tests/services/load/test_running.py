"""How a load runs: it tells its progress, keeps within its memory, and says so where it cannot."""

from pathlib import Path

import pytest

from domain.errors import OperationError
from tests.services.load.lakes import load, load_text, make_csv, read_rows, write

USAGE = "used_on,customer_id,offer_id,raw_hours"
MARCH = make_csv(USAGE, "2024-03-01,c1,o,1", "2024-03-02,c1,o,1", "2024-03-03,c1,o,1")


class Told:
    """Progress that is written down."""

    def __init__(self) -> None:
        self.expected: list[tuple[str, int]] = []
        self.rows: list[int] = []
        self.finished = 0

    def expect(self, name: str, rows: int) -> None:
        """Notes a file."""
        self.expected.append((name, rows))

    def advance(self, rows: int) -> None:
        """Notes rows."""
        self.rows.append(rows)

    def finish(self) -> None:
        """Notes an end."""
        self.finished += 1


def test_progress_is_told_per_file(tmp_path: Path) -> None:
    told = Told()
    load(tmp_path / "home", write(tmp_path / "a.csv", MARCH), write(tmp_path / "b.csv", "offer_id\no\n"), progress=told)
    assert told.expected == [("a.csv", 3), ("b.csv", 1)]
    assert sum(told.rows) == 4
    assert told.finished == 2


def test_more_rows_than_memory_are_loaded_in_bounded_memory(tmp_path: Path) -> None:
    home = tmp_path / "home"
    rows = [f"2024-03-{1 + number % 28:02},customer-{number:060},{'offer' * 40},1" for number in range(150_000)]
    report = load_text(home, make_csv(USAGE, *rows), memory_limit="128MB")
    assert report.accepted == 150_000
    assert read_rows(home, "count(*) over ()")[0] == (150_000,)


def test_nothing_is_loaded_without_enough_memory(tmp_path: Path) -> None:
    home = tmp_path / "home"
    rows = [f"2024-03-01,c{number},{'x' * 900},1" for number in range(50_000)]
    with pytest.raises(OperationError) as refused:
        load_text(home, make_csv(USAGE, *rows), memory_limit="2MB")
    assert (
        str(refused.value) == "the memory limit is too low for this; raise HOLDFAST_MEMORY_LIMIT. Nothing was loaded."
    )
    assert not (home / "lake").exists()
