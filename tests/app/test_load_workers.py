"""The loading worker as a process: killed in the midst of a load, beside a server, and over a watched place."""

import json
import shutil
import subprocess
from pathlib import Path

import httpx2
import pytest
from click.testing import CliRunner

from app.commands import main
from app.examination.places import examine_watch
from app.settings import ROOT, Settings
from db.lake import loads
from db.watched import open_watched
from tests.app.commands import command_line, environment
from tests.app.conftest import make_settings
from tests.app.loading import FIRST, OFFERS, Keys, furnish, open_senders, uploads, work, write_usage
from tests.app.served import address, serving
from tests.db.storage import make_bucket, running_s3

NEW = write_usage(("2026-01-06", "c2", "relay", "5"))
PATIENCE = 60.0


@pytest.fixture(scope="session")
def stocked(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Keys]:
    """A home with a first load of acme and beta. Nobody changes it."""
    home = tmp_path_factory.mktemp("stocked") / "home"
    return home, furnish(home)


@pytest.fixture
def settings(stocked: tuple[Path, Keys], tmp_path: Path) -> Settings:
    """Settings of a copy."""
    return make_settings(Path(shutil.copytree(stocked[0], tmp_path / "home")), load_lease_seconds=1, watch_seconds=0.1)


@pytest.fixture
def keys(stocked: tuple[Path, Keys]) -> Keys:
    return stocked[1]


@pytest.mark.parametrize(("fault", "appeared"), [("before-rename:2", 1), ("after-rename:2", 2)])
def test_a_load_whose_worker_is_killed_is_made_once(settings: Settings, keys: Keys, fault: str, appeared: int) -> None:
    with open_senders(settings, keys) as senders:
        job_id = senders.loader.take(NEW)
        given = environment(settings.home, FAULT=fault, MEMORY_LIMIT="256MB", LOAD_LEASE_SECONDS="1")
        words = command_line("load-worker")
        killed = subprocess.run(words, env=given, stdin=subprocess.DEVNULL, timeout=PATIENCE, check=False)
        assert killed.returncode == -9
        assert len(loads(settings.home, "acme")) == appeared
        assert senders.loader.show(job_id)["status"] == "RUNNING"
        work(settings)
        (_, load) = loads(settings.home, "acme")
        done = senders.loader.show(job_id)
        assert (done["status"], done["report"]["load"], done["build"]["status"]) == ("ACCEPTED", load.load_id, "BUILT")
        assert done["report"]["files"][0]["accepted"] == 1
        assert senders.owner.offers() == ["ledger", "relay"]
        assert uploads(settings) == []


def read_example() -> str:
    """What docs/loading.md shows a nightly job to run."""
    text = (ROOT / "docs" / "loading.md").read_text()
    return text.partition("```sh\n")[2].partition("```")[0]


def test_the_example_of_the_documentation_loads_and_publishes(settings: Settings, keys: Keys) -> None:
    report = settings.home.parent / "ISVUsage.csv"
    report.write_bytes(NEW)
    with serving(settings.home, LOADING="on", MEMORY_LIMIT="256MB") as lines:
        place = address(lines[0])
        given = {"ADDRESS": place, "TOKEN": keys.loader, "PATH": "/usr/local/bin:/usr/bin:/bin"}
        ran = subprocess.run(
            ["sh", "-eu", "-c", read_example()], cwd=report.parent, env=given, capture_output=True, text=True,
            timeout=PATIENCE, check=False,
        )  # fmt: skip
        assert ran.returncode == 0, ran.stderr
        assert '"status":"ACCEPTED"' in ran.stdout
        assert '"build":{"status":"BUILT"' in ran.stdout
        headers = {"authorization": f"Bearer {keys.owner}"}
        asked = httpx2.post(f"{place}/graphql", json={"query": OFFERS}, headers=headers, timeout=60)
        assert sorted(node["offerId"] for node in asked.json()["data"]["offers"]["nodes"]) == ["ledger", "relay"]
    assert "ISVUsage" not in (settings.home.parent / "server.log").read_text()


def test_files_of_a_watched_folder_are_loaded_and_moved_with_a_word_beside(settings: Settings) -> None:
    place = settings.home.parent / "inbox"
    for name, body in {
        "acme/new.csv": NEW, "acme/.half.csv": NEW, "beta/broken.csv": b"nothing,known\n1,2\n", "new one/x.csv": NEW,
        "gamma/first.csv": write_usage(FIRST),
    }.items():  # fmt: skip
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_bytes(body)
    (place / "acme" / "link.csv").symlink_to(settings.home / "secret")
    watching = settings.model_copy(update={"watch": str(place)})
    work(watching, workers=2, until=3)
    left = sorted(str(path.relative_to(place)) for path in place.rglob("*") if not path.is_dir())
    assert left == [
        "acme/.half.csv", "acme/link.csv", "acme/loaded/new.csv", "acme/loaded/new.csv.json", "beta/refused/broken.csv",
        "beta/refused/broken.csv.json", "gamma/loaded/first.csv", "gamma/loaded/first.csv.json", "new one/x.csv",
    ]  # fmt: skip
    word = json.loads((place / "acme/loaded/new.csv.json").read_text())
    (_, load) = loads(settings.home, "acme")
    assert (word["status"], word["report"]["load"], word["build"]["status"]) == ("ACCEPTED", load.load_id, "BUILT")
    refusal = json.loads((place / "beta/refused/broken.csv.json").read_text())
    assert refusal["status"] == "REFUSED"
    assert refusal["error"].startswith("broken.csv: line 1: ")
    assert [load.publisher_id for load in loads(settings.home)] == ["acme", "acme", "beta", "gamma"]
    # the same name again, while the first is kept: nothing is lost
    (place / "acme" / "new.csv").write_bytes(write_usage(("2026-01-07", "c2", "relay", "5")))
    work(watching, until=4)
    assert len(list((place / "acme" / "loaded").iterdir())) == 4
    assert uploads(settings) == []


def test_a_watched_file_that_is_too_large_is_refused(settings: Settings) -> None:
    place = settings.home.parent / "inbox"
    (place / "acme").mkdir(parents=True)
    (place / "acme" / "large.csv").write_bytes(write_usage(*[FIRST] * 100))
    work(settings.model_copy(update={"watch": str(place), "load_bytes": 1000}), until=1)
    word = json.loads((place / "acme" / "refused" / "large.csv.json").read_text())
    size = len(write_usage(*[FIRST] * 100))
    assert word["error"] == f"the file has {size} bytes, and HOLDFAST_LOAD_BYTES allows 1000; send it in pieces"


def test_objects_of_a_watched_bucket_are_loaded_and_moved(settings: Settings) -> None:
    with running_s3() as server:
        url = make_bucket(server)
        watched = open_watched(url)
        watched._files.pipe_file(f"{url}/acme/new.csv", NEW)
        watched._files.pipe_file(f"{url}/beta/broken.csv", b"nothing,known\n1,2\n")
        work(settings.model_copy(update={"watch": url}), until=2)
        watched._files.invalidate_cache()
        found = sorted(path.partition("/files/")[2] for path in watched._files.find(url))
        assert found == [
            "acme/loaded/new.csv", "acme/loaded/new.csv.json", "beta/refused/broken.csv", "beta/refused/broken.csv.json",
        ]  # fmt: skip
        word = json.loads(watched._files.cat_file(f"{url}/acme/loaded/new.csv.json"))
        assert word["build"]["status"] == "BUILT"
    assert len(loads(settings.home, "acme")) == 2


def test_doctor_names_a_watched_place_that_cannot_be_read(settings: Settings) -> None:
    missing = settings.home.parent / "nowhere"
    watching = settings.model_copy(update={"watch": str(missing)})
    (found,) = examine_watch(watching)
    assert (found.well, found.found) == (False, f"{missing} cannot be read: FileNotFoundError")
    (missing / "acme").mkdir(parents=True)
    (missing / "acme" / "a.csv").write_bytes(NEW)
    (found,) = examine_watch(watching)
    assert (found.well, found.found) == (True, f"{missing}, 1 files wait")
    (found,) = examine_watch(watching.model_copy(update={"loading": "off"}))
    assert (found.well, found.mend) == (False, "nobody loads them: set HOLDFAST_LOADING to on")
    assert list(examine_watch(settings)) == []


def run_here(settings: Settings, *words: str) -> str:
    """What a command prints, run within this process."""
    given = {name: value for name, value in environment(settings.home).items() if name.startswith("HOLDFAST_")}
    ran = CliRunner().invoke(main, words, env=given)
    assert ran.exit_code == 0, ran.output
    return ran.stdout


def test_a_load_that_builds_prints_both_and_one_that_adds_nothing_builds_nothing(settings: Settings) -> None:
    report = settings.home.parent / "usage.csv"
    report.write_bytes(NEW)
    words = ("load", "--publisher", "acme", "--build")
    lines = run_here(settings, *words, str(report)).splitlines()
    assert lines[0].split() == ["file", "report", "accepted", "replaced", "quarantined"]
    assert lines[2].startswith("load 0002-")
    assert lines[3].split() == ["publisher", "as", "of", "rows", "part"]
    assert lines[-1].endswith(" is current")
    before = sorted((settings.home / "snapshots").iterdir())
    again = json.loads(run_here(settings, *words, "--json", str(report)))
    assert (again["load"], again["build"]) == (None, None)
    assert sorted((settings.home / "snapshots").iterdir()) == before
    report.write_bytes(write_usage(("2026-01-07", "c2", "relay", "5")))
    fresh = json.loads(run_here(settings, *words, "--json", str(report)))
    assert [part["publisher"] for part in fresh["build"]["parts"]] == ["acme", "beta"]
    assert fresh["files"][0]["accepted"] == 1


def test_a_token_may_be_a_loader_s(settings: Settings) -> None:
    made = run_here(settings, "token", "create", "--publisher", "acme", "--role", "loader", "--name", "night")
    assert made.startswith("hf_")
    listed = json.loads(run_here(settings, "token", "list", "--publisher", "acme", "--json"))
    assert [each["role"] for each in listed if each["name"] == "night"] == ["loader"]
