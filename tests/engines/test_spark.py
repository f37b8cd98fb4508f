"""Spark in process builds what this program builds without it; what it cannot do is told in one line."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from shutil import rmtree
from typing import Any

import pytest

from tests.app.commands import run_command
from tests.engines.lakes import draw_lake
from tests.replicas.replica import find_port
from tests.roads.stage import load_publisher

PUBLISHERS = 4


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Drawn publishers are loaded and built."""
    home = tmp_path_factory.mktemp("spark") / "home"
    home.mkdir()
    market = draw_lake(PUBLISHERS)
    for publisher_id in market.publishers:
        load_publisher(market, publisher_id, home)
    build(home)
    return home


@pytest.fixture
def built(home: Path) -> Iterator[dict[str, str]]:
    """What was built; of that nothing is there any more."""
    found = digest(home)
    rmtree(home / "parts")
    rmtree(home / "snapshots")
    yield found


def build(home: Path, *options: str) -> Any:
    done = run_command(home, ["build", "--json", *options])
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def digest(home: Path) -> dict[str, str]:
    files = sorted(path for path in (home / "parts").rglob("*") if path.is_file())
    return {str(path.relative_to(home)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_the_same_parts(home: Path, built: dict[str, str]) -> None:
    report = build(home, "--engine", "spark://local[2]")
    assert [part["reused"] for part in report["parts"]] == [False] * PUBLISHERS
    assert digest(home) == built
    assert list((home / "staging").iterdir()) == []


def test_a_file_that_cannot_be_read_is_told_and_nothing_published(home: Path) -> None:
    before = (home / "snapshots" / "current").read_text()
    (spoilt, *_) = sorted(home.glob("lake/*/*/*-usage.parquet"))
    kept = spoilt.read_bytes()
    spoilt.write_bytes(b"spoilt")
    try:
        done = run_command(home, ["build", "--as-of", "2023-06-30", "--engine", "spark://local[2]"])
    finally:
        spoilt.write_bytes(kept)
    publisher = spoilt.relative_to(home / "lake").parts[0]
    assert (done.returncode, done.stdout) == (1, "")
    (line,) = [line for line in done.stderr.splitlines() if line.startswith("holdfast: ")]
    assert line.startswith(f"holdfast: {publisher}: ")
    assert line.endswith("Nothing was published.")
    assert (home / "snapshots" / "current").read_text() == before


def test_a_cluster_that_does_not_answer_is_told_at_once(home: Path) -> None:
    port = find_port()
    done = run_command(home, ["build", "--as-of", "2023-06-29", "--engine", f"spark://127.0.0.1:{port}"])
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"holdfast: spark://127.0.0.1:{port}: nobody answers: Connection refused\n"


@pytest.mark.parametrize("address", ["spark", "spark://", "spark://host", "spark://local", "spark://local[0]", "chdb"])
def test_another_engine_is_refused(home: Path, address: str) -> None:
    done = run_command(home, ["build", "--engine", address])
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        f"holdfast: --engine: got {address!r}; takes spark://HOST:PORT or spark://local[N], or duckdb\n"
    )
