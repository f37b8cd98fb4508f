"""The demo's home: made once, reused, replaced by another edition, never mixed with real loads."""

import json
from pathlib import Path

import pytest

from app.commands import Failure
from app.commands.demo import furnish
from db.lake import loads
from db.snapshots import SnapshotStore
from tests.app.conftest import make_settings, publish_empty_load


def snapshot(home: Path) -> str:
    current = SnapshotStore(home).current()
    assert current is not None
    return current.version


def test_a_home_is_furnished_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    home = tmp_path / "demo"
    settings = make_settings(home, memory_limit="1GB", threads=2)
    furnish(settings, 1, "small")
    first = loads(home)
    assert {load.publisher_id for load in first} == {"1", "2", "3", "4", "5"}
    assert {load.zone for load in first if load.publisher_id == "2"} == {"Europe/Berlin"}
    assert sum(file.quarantined for load in first for file in load.files) > 0
    assert not (home / "reports").exists()
    version = snapshot(home)
    capsys.readouterr()
    furnish(settings, 1, "small")
    assert (loads(home), snapshot(home)) == (first, version)
    assert capsys.readouterr().err == ""
    assert json.loads((home / "demo.json").read_bytes())["size"] == "small"


def test_a_home_with_real_loads_is_left_alone(tmp_path: Path) -> None:
    publish_empty_load(tmp_path, "acme", "Acme Oy")
    with pytest.raises(Failure) as refused:
        furnish(make_settings(tmp_path), 1, "small")
    assert refused.value.message == (
        f"{tmp_path} holds loads that are not the demo's; set HOLDFAST_HOME to another folder"
    )
    assert [load.publisher_id for load in loads(tmp_path)] == ["acme"]
