"""The demo's home: made once, reused, never mixed with real loads, and what the README's query gets its answer from."""

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from app.commands import Failure, main
from app.commands.demo import furnish
from db.lake import loads
from db.snapshots import SnapshotStore
from tests.app.conftest import make_settings, publish_empty_load

README = Path(__file__).parents[2] / "README.md"


def block(language: str) -> str:
    """The README's first block of a language."""
    found = re.search(rf"```{language}\n(.*?)```", README.read_text(), re.DOTALL)
    assert found is not None
    return found.group(1)


def snapshot(home: Path) -> str:
    current = SnapshotStore(home).current()
    assert current is not None
    return current.version


def test_a_home_is_furnished_once_and_answers_as_the_readme_says(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
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
    monkeypatch.setenv("HOLDFAST_HOME", str(home))
    document = tmp_path / "worst.graphql"
    document.write_text(block("graphql"))
    asked = CliRunner().invoke(main, ["query", str(document), "--publisher", "1", "--role", "contributor"])
    assert asked.exit_code == 0, asked.output
    assert json.loads(asked.stdout) == json.loads(block("json"))


def test_a_home_with_real_loads_is_left_alone(tmp_path: Path) -> None:
    publish_empty_load(tmp_path, "acme", "Acme Oy")
    with pytest.raises(Failure) as refused:
        furnish(make_settings(tmp_path), 1, "small")
    assert refused.value.message == (
        f"{tmp_path} holds loads that are not the demo's; set HOLDFAST_HOME to another folder"
    )
    assert [load.publisher_id for load in loads(tmp_path)] == ["acme"]
