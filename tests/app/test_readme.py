"""The README keeps its word: its query gets its answer from the demo."""

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from app.commands import main
from app.commands.demo import furnish
from app.settings import read_settings

README = Path(__file__).parents[2] / "README.md"


def block(language: str) -> str:
    """The README's first block of a language."""
    found = re.search(rf"```{language}\n(.*?)```", README.read_text(), re.DOTALL)
    assert found is not None
    return found.group(1)


def test_the_query_of_the_readme_gets_its_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOLDFAST_HOME", str(tmp_path / "home"))
    furnish(read_settings(), seed=1, size="small")
    document = tmp_path / "worst.graphql"
    document.write_text(block("graphql"))
    asked = CliRunner().invoke(main, ["query", str(document), "--publisher", "1", "--role", "contributor"])
    assert asked.exit_code == 0, asked.output
    assert json.loads(asked.stdout) == json.loads(block("json"))
