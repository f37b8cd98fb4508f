"""Backup and restore with real files: taken while a server answers, and answering the same in another home."""

import fcntl
import json
import os
import shutil
import subprocess
from datetime import date
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.app.commands import command_line, environment, run_command
from tests.app.conftest import answered
from tests.app.served import address, serving
from tests.app.test_http import bearer
from tests.faults import reports
from tests.faults.reports import NORTH

ASKED = """{
  dataset { asOf customers orders usageDays }
  customers(first: 5) { totalCount nodes { customer { customerId companyName } orders } }
  offers { nodes { name retention { heatMap { rows { size } } } } }
}"""
FIRST_DAY = date(2023, 3, 1)


def succeed(home: Path, *arguments: str | Path) -> str:
    done = run_command(home, [str(each) for each in arguments], SECRET="")
    assert done.returncode == 0, done.stderr
    return done.stdout


def ask(home: Path, token: str) -> dict[str, Any]:
    with serving(home, SECRET="") as (first,):
        return ask_at(address(first), token)


def ask_at(place: str, token: str) -> dict[str, Any]:
    answer = httpx2.post(f"{place}/graphql", json={"query": ASKED}, headers=bearer(token), timeout=60)
    found: dict[str, Any] = answered(answer)
    assert list(found) == ["data"]
    return found


def facts_of(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def living(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A home with a load that was built, a secret of its own, and a token."""
    folder = tmp_path_factory.mktemp("living")
    home, files = folder / "home", folder / "reports"
    succeed(
        home, "load", "--publisher", NORTH, "--name", "North",
        reports.write_customers(files / "customers.csv", NORTH), reports.write_offers(files / "offers.csv"),
        reports.write_orders(files / "orders.csv", NORTH, FIRST_DAY), reports.write_usage(files / "usage.csv", NORTH, FIRST_DAY, 60),
    )  # fmt: skip
    succeed(home, "build")
    made = succeed(home, "token", "create", "--publisher", NORTH, "--role", "owner", "--name", "tester")
    return home, made.splitlines()[-1]


def test_a_restored_backup_answers_the_same(living: tuple[Path, str], tmp_path: Path) -> None:
    home, token = living
    copy, restored = tmp_path / "backups" / "monday", tmp_path / "restored"
    with serving(home, SECRET="") as (first,):
        before = ask_at(address(first), token)
        assert succeed(home, "backup", copy) == f"copied into {copy}\n"
        assert ask_at(address(first), token) == before
    assert before["data"]["customers"]["totalCount"] == 31
    assert [node["customer"]["companyName"] for node in before["data"]["customers"]["nodes"]] != [None] * 5
    assert facts_of(copy / "lake") == facts_of(home / "lake")
    assert sorted(path.name for path in copy.iterdir()) == ["lake", "metrics-token", "records.sqlite", "secret"]
    assert {path.stat().st_mode & 0o777 for path in copy.iterdir() if path.is_file()} == {0o600}
    assert copy.stat().st_mode & 0o777 == 0o700
    shutil.copytree(copy, restored)
    succeed(restored, "build")
    # the part is a function of the lake: it has the same id and the same bytes of answer
    assert [path.name for path in (restored / "parts" / NORTH).iterdir()] == [
        path.name for path in (home / "parts" / NORTH).iterdir()
    ]
    assert ask(restored, token) == before


def test_a_token_revoked_after_the_backup_is_valid_again_in_it(living: tuple[Path, str], tmp_path: Path) -> None:
    home, _ = living
    made = succeed(home, "token", "create", "--publisher", NORTH, "--role", "contributor", "--name", "late")
    succeed(home, "backup", tmp_path / "copy")
    listed = json.loads(succeed(tmp_path / "copy", "token", "list", "--json"))
    assert "late" in [each["name"] for each in listed]
    assert made.splitlines()[-1] not in (tmp_path / "copy" / "records.sqlite").read_bytes().decode("latin-1")


def test_a_backup_overwrites_nothing_and_needs_a_home(living: tuple[Path, str], tmp_path: Path) -> None:
    home, _ = living
    (tmp_path / "there").mkdir()
    done = run_command(home, ["backup", str(tmp_path / "there")])
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"holdfast: {tmp_path / 'there'}: exists already; name a folder that does not\n"
    nowhere = tmp_path / "nowhere"
    done = run_command(nowhere, ["backup", str(tmp_path / "copy")])
    assert done.returncode == 1
    assert done.stderr == f"holdfast: {nowhere}: there is no home to copy; set HOLDFAST_HOME\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["there"]


def test_a_backup_waits_for_who_changes_the_home(living: tuple[Path, str], tmp_path: Path) -> None:
    home, _ = living
    with (home / "lock").open("a+") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with subprocess.Popen(
            command_line("backup", str(tmp_path / "copy")),
            env=environment(home), stderr=subprocess.PIPE, text=True, cwd=os.fspath(tmp_path),
        ) as process:  # fmt: skip
            assert process.stderr is not None
            assert process.stderr.readline().endswith(f"is changing {home}; waiting until it is done\n")
            assert not (tmp_path / "copy").exists()
            fcntl.flock(held, fcntl.LOCK_UN)
            assert process.wait(60) == 0
    assert (tmp_path / "copy" / "lake").is_dir()
