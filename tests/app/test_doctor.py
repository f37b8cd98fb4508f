"""doctor: what it finds wrong, and how it says to mend it."""

import json
import os
import re
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner, Result

from app.commands import main
from app.examination.machine import find_memory
from app.examination.space import Arrival, estimate_growth
from app.home import changing_home
from app.secret import read_secret
from db.tables import PART_FORMAT
from tests.app.conftest import MADE, make_settings


@pytest.fixture(autouse=True)
def _environment(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("HOLDFAST_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOLDFAST_HOME", str(home))


def examine() -> dict[str, tuple[bool, str, str]]:
    result: Result = CliRunner().invoke(main, ["doctor", "--json"])
    findings = json.loads(result.stdout)
    wrong = [each for each in findings if not each["well"]]
    assert result.exit_code == (1 if wrong else 0)
    return {each["subject"]: (each["well"], each["found"], each["mend"]) for each in findings}


def test_loads_without_a_part_are_named() -> None:
    assert examine()["snapshot"] == (False, "loads of acme, beta, gamma are not in it", "run `./holdfast build`")


def test_a_home_without_a_snapshot_is_to_be_built(home: Path) -> None:
    (home / "snapshots" / "current").unlink()
    assert examine()["snapshot"] == (False, "none", "run `./holdfast build`")


def test_an_empty_home_is_well(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOLDFAST_HOME", str(tmp_path / "new"))
    found = examine()
    assert found["lake"] == (True, "empty; `./holdfast load` reads reports, `./holdfast demo` makes some", "")
    assert found["home"][0]


def test_a_secret_that_others_may_read_is_to_be_closed(home: Path) -> None:
    read_secret(make_settings(home, secret=None))
    assert examine()["secret"] == (True, "mode 0600", "")
    (home / "secret").chmod(0o644)
    assert examine()["secret"] == (False, "mode 0644", f"chmod 600 {home / 'secret'}")


def test_a_misspelt_variable_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOLDFAST_THREDS", "2")
    result = CliRunner().invoke(main, ["doctor"])
    assert "WRONG  settings: HOLDFAST_THREDS is set, and nothing reads it\n" in result.stdout
    assert "       mend: correct its name, or unset it\n" in result.stdout
    assert result.exit_code == 1


def test_a_wrong_setting_ends_the_look(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOLDFAST_THREADS", "0")
    found = examine()
    assert found["settings"][1] == "HOLDFAST_THREADS: got '0'; takes a whole number from 1 to 1024"
    assert "home" not in found


def test_records_that_cannot_be_reached_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOLDFAST_DATABASE", "postgresql://nobody:pw@127.0.0.1:1/none")
    well, found, _ = examine()["records"]
    assert not well
    assert "pw" not in found


def test_a_home_that_others_may_open_is_to_be_closed(home: Path) -> None:
    home.chmod(0o755)
    assert examine()["home mode"] == (False, "mode 0755", f"it holds people's data: chmod 700 {home}")
    home.chmod(0o700)
    assert examine()["home mode"] == (True, "mode 0700", "")


def test_a_token_of_the_metrics_that_others_may_read_is_to_be_closed(home: Path) -> None:
    token = home / "metrics-token"
    token.write_text("a token of the metrics")
    token.chmod(0o640)
    assert examine()["metrics token"] == (False, "mode 0640", f"chmod 600 {token}")


def test_what_a_killed_command_left_is_told(home: Path) -> None:
    assert "lock" not in examine()
    (home / "lock").write_text("`holdfast load` (process 12)\n")
    (home / "staging" / "0002").mkdir(parents=True)
    (home / "staging" / "0002" / "usage.parquet").write_bytes(bytes(2_500_000))
    found = examine()
    again = "run the command again: what it had not finished is cleared away first"
    assert found["lock"] == (False, "left by `holdfast load` (process 12), which was killed", again)
    assert found["staging"][:2] == (False, "2.5 MB that a killed command left")
    with changing_home(home, "holdfast build", print):
        found = examine()
    assert found["lock"] == (True, f"held by `holdfast build` (process {os.getpid()})", "")
    assert "staging" not in found
    assert examine()["lock"] == (True, "free", "")


def test_old_loads_are_stale(monkeypatch: pytest.MonkeyPatch) -> None:
    well, found, mend = examine()["freshness"]
    assert not well
    assert re.fullmatch(
        r"the last loads of acme, beta, gamma are up to [0-9,]+ hours old; they count as stale after 48", found
    )
    assert mend == "load newer reports, and see whether the nightly load ran (docs/operations.md)"
    monkeypatch.setattr("app.examination.freshness.now", lambda: MADE + timedelta(hours=48))
    assert examine()["freshness"] == (True, "every publisher was loaded within 48 hours", "")


def test_a_clock_that_goes_wrong_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.examination.machine.now", lambda: MADE - timedelta(days=1))
    well, found, mend = examine()["clock"]
    assert (well, found) == (False, "2025-12-31 00:00:00 UTC, before load 0001-acme was made")
    assert mend == "set the machine's clock by NTP; tokens and sessions expire by it"
    monkeypatch.setattr("app.examination.machine.now", lambda: MADE)
    assert examine()["clock"] == (True, "2026-01-01 00:00:00 UTC", "")


def test_another_clock_of_the_database_is_told(monkeypatch: pytest.MonkeyPatch, postgres_server: str) -> None:
    assert "database clock" not in examine()
    monkeypatch.setenv("HOLDFAST_DATABASE", postgres_server)
    well, found, mend = examine()["database clock"]
    assert (well, mend) == (True, "")
    assert re.fullmatch(r"[0-9]+ seconds apart from this one", found)
    monkeypatch.setattr("app.examination.machine.now", lambda: MADE)
    well, _, mend = examine()["database clock"]
    assert (well, mend) == (False, "set the clocks of both machines by NTP")


def test_more_memory_than_there_is_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOLDFAST_MEMORY_LIMIT", "900TB")
    well, found, mend = examine()["memory"]
    assert not well
    assert found.startswith("queries may take 900,000.0 of ")
    assert re.fullmatch(r"set HOLDFAST_MEMORY_LIMIT to [0-9]+MiB or less", mend)
    monkeypatch.setenv("HOLDFAST_MEMORY_LIMIT", "64MiB")
    assert examine()["memory"][0]


def test_the_limit_of_a_container_counts(tmp_path: Path) -> None:
    (tmp_path / "limited").write_text("123456789\n")
    (tmp_path / "open").write_text("max\n")
    whole = find_memory([])
    assert find_memory([tmp_path / "absent", tmp_path / "open"]) == whole > 123_456_789
    assert find_memory([tmp_path / "open", tmp_path / "limited"]) == 123_456_789


def test_growth_is_that_of_the_last_loads() -> None:
    def arrive(day: int, size: int) -> Arrival:
        return Arrival(MADE + timedelta(days=day), size)

    assert estimate_growth([], 1) is None
    assert estimate_growth([arrive(0, 100)], 1) is None
    assert estimate_growth([arrive(0, 100), Arrival(MADE + timedelta(hours=23), 100)], 1) is None
    # 30 bytes in 10 days, and half of it again in parts
    assert estimate_growth([arrive(0, 9999), arrive(10, 20), arrive(5, 10)], 0.5) == 4.5
    # what came a hundred days before says nothing
    assert estimate_growth([arrive(-100, 9999), arrive(0, 50), arrive(10, 20)], 0) == 2


def test_a_disk_that_will_be_full_is_told(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    several_days = examine()["forecast"]
    assert several_days[0]
    assert several_days[1].endswith("; loads of several days are needed to tell how they grow")
    folder = home / "lake" / "acme" / "0001-acme"
    later = home / "lake" / "acme" / "0002-acme"
    later.mkdir()
    facts = json.loads((folder / "load.json").read_text())
    facts |= {"load_id": "0002-acme", "number": 2, "loaded_at": "2026-01-11T00:00:00+00:00"}
    (later / "load.json").write_text(json.dumps(facts))
    (later / "usage.parquet").write_bytes(bytes(10_000_000))
    monkeypatch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=13_000_000))
    well, found, mend = examine()["forecast"]
    assert not well
    assert re.fullmatch(r"lake 10 MB, parts 0 MB, growing by about 1\.0 MB a day: full in some 1[23] days", found)
    assert mend == "give the home a larger disk, or take loads back that nobody needs (`./holdfast unload`)"
    assert examine()["disk"][:2] == (False, "0.0 GB free")


def test_formats_of_a_newer_program_are_told(home: Path) -> None:
    found = examine()
    assert (found["lake format"], found["part format"]) == ((True, "1", ""), (True, str(PART_FORMAT), ""))
    assert found["records format"][0]
    part = home / "parts" / "beta" / "part-1" / "part.json"
    part.write_text(part.read_text().replace(f'"format": {PART_FORMAT}', '"format": 1'))
    mend = "run `./holdfast build`: it makes them anew from the lake"
    assert examine()["part format"] == (False, f"those of beta are not of {PART_FORMAT}", mend)
    with closing(sqlite3.connect(home / "records.sqlite")) as records, records:
        records.execute("update alembic_version set version_num = '9999'")
    load = home / "lake" / "acme" / "0001-acme" / "load.json"
    load.write_text(load.read_text().replace('"format": 1', '"format": 2'))
    found = examine()
    mend = "a newer version of the program wrote it: run that one"
    assert found["lake format"] == (False, f"{load} is of a newer one than 1", mend)
    well, text, mend = found["records format"]
    assert (well, text.startswith("at 9999, this program knows up to ")) == (False, True)
    assert mend == "a newer version of the program migrated them: run that one, or restore the records of before"
    assert not found["records"][0]
