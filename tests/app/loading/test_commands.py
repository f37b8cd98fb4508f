"""The commands beside live loading: a load that builds, and tokens that only bring reports."""

import json

from click.testing import CliRunner

from app.commands import main
from app.settings import Settings
from tests.app.commands import environment
from tests.app.loading.senders import write_usage

NEW = write_usage(("2026-01-06", "c2", "relay", "5"))


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
