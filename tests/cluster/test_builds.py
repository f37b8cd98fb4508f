"""Parts that a cluster builds are those that one process builds, byte for byte, also when a worker dies on the way."""

import hashlib
import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree
from time import monotonic
from typing import Any

import pytest

from tests.app.commands import command_line, environment, run_command
from tests.cluster.standalone import Cluster, running
from tests.db.storage import make_bucket
from tests.engines.lakes import draw_lake
from tests.roads.stage import load_publisher
from tests.stored import Host

PUBLISHERS = 12
DAY = "2024-08-31"


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in which drawn publishers are loaded and nothing is built."""
    home = tmp_path_factory.mktemp("lake") / "home"
    market = draw_lake(PUBLISHERS)
    home.mkdir()
    for publisher_id in market.publishers:
        load_publisher(market, publisher_id, home)
    return home


@pytest.fixture(scope="module")
def expected(lake: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The parts that one process builds: the hash of each file by its name."""
    home = tmp_path_factory.mktemp("one") / "home"
    copytree(lake, home)
    build(home)
    return digest(home)


@pytest.fixture
def home(lake: Path, tmp_path: Path) -> Path:
    """A copy of the lake."""
    copytree(lake, tmp_path / "home")
    return tmp_path / "home"


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    """A master and two workers."""
    (tmp_path / "cluster").mkdir()
    with running(tmp_path / "cluster", 2) as found:
        yield found


def build(home: Path, *options: str) -> Any:
    done = run_command(home, ["build", "--as-of", DAY, "--json", *options])
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def digest(home: Path) -> dict[str, str]:
    """The hash of each file of the publishers' parts."""
    files = sorted(path for path in (home / "parts").rglob("*") if path.is_file() and "_benchmarks" not in path.parts)
    return {str(path.relative_to(home)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def list_parts(home: Path) -> list[Path]:
    return [path for path in (home / "parts").glob("*/*") if not path.parent.name.startswith("_")]


def test_a_cluster_builds_what_one_process_builds(home: Path, cluster: Cluster, expected: dict[str, str]) -> None:
    built = build(home, "--engine", cluster.address)
    assert [part["reused"] for part in built["parts"]] == [False] * PUBLISHERS
    assert digest(home) == expected
    again = build(home, "--engine", cluster.address)
    assert [part["reused"] for part in again["parts"]] == [True] * PUBLISHERS
    assert again["parts"] == [{**part, "reused": True} for part in built["parts"]]


def test_a_worker_that_dies_during_a_build_costs_time_alone(
    home: Path, cluster: Cluster, expected: dict[str, str]
) -> None:
    with subprocess.Popen(
        command_line("build", "--as-of", DAY, "--json", "--engine", cluster.address),
        env=environment(home), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) as building:  # fmt: skip
        end = monotonic() + 120
        # both are at work, and most is still to be done
        while not (len(list_parts(home)) >= 2 and list((home / "staging").glob("build-*"))):
            assert building.poll() is None
            assert monotonic() < end
        assert len(cluster.executors(0)) > 0
        cluster.kill_worker(0)
        assert len(list_parts(home)) < PUBLISHERS
        printed, said = building.communicate(timeout=300)
    assert building.returncode == 0, said
    assert [part["reused"] for part in json.loads(printed)["parts"]] == [False] * PUBLISHERS
    assert digest(home) == expected
    assert list((home / "staging").iterdir()) == []


def test_a_cluster_builds_from_a_storage_and_into_it(
    lake: Path, s3_server: str, tmp_path: Path, expected: dict[str, str]
) -> None:
    host = Host(tmp_path / "home", make_bucket(s3_server))
    host.succeed("adopt", str(lake))
    (tmp_path / "cluster").mkdir()
    with running(tmp_path / "cluster", 2) as cluster:
        built = json.loads(host.succeed("build", "--as-of", DAY, "--json", "--engine", cluster.address))
    assert {(part["publisher"], part["part"]) for part in built["parts"]} == {
        tuple(name.split("/")[1:3]) for name in expected
    }
    # what is there now is what one process makes of it: it finds nothing to do
    again = json.loads(host.succeed("build", "--as-of", DAY, "--json"))
    assert [part["reused"] for part in again["parts"]] == [True] * PUBLISHERS
    assert again["snapshot"] == built["snapshot"]
