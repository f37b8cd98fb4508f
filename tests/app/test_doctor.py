"""doctor: what it finds wrong, and how it says to mend it."""

import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app.commands import main
from app.secret import read_secret
from tests.app.conftest import make_settings


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
