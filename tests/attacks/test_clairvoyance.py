"""Clairvoyance guesses a schema from what errors say: with every name of ours for a word list, it is told nothing."""

import asyncio
import json
import os
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from graphql import GraphQLInputObjectType, GraphQLInterfaceType, GraphQLObjectType

from app.settings import ROOT
from tests.app.conftest import make_settings, make_token, publish_empty_load, write_parts
from tests.attacks.attacking import read_schema
from tests.attacks.served import WIDE, serving
from tests.parts import make_view

TOOL = ROOT / ".venv-clairvoyance" / "bin" / "python"
STARTS = ("query { FUZZ }", "mutation { FUZZ }")
NO_TOKEN = "no token: send `Authorization: Bearer hf_...`; `./holdfast token create` makes one"
REGISTERED = "this service executes registered documents only; send `documentId` alone"
CONTROL = ("viewer", "role", "publisher", "publisherId", "customers", "companyName")


@dataclass(frozen=True, slots=True)
class Guessed:
    """What the tool came to: its exit code, the schema it wrote (None: none), and every message that it was told."""

    code: int
    schema: dict[str, Any] | None
    told: frozenset[str]


def nothing(message: str) -> Guessed:
    """The tool gave up without a schema, and was told the one thing that everybody is told."""
    return Guessed(1, None, frozenset({message}))


def list_names() -> list[str]:
    """Every name of the schema: types, fields and arguments; the hardest word list there is."""
    names: set[str] = set()
    for kind in read_schema().type_map.values():
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType):
            names |= {kind.name, *kind.fields}
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
            names |= {argument for field in kind.fields.values() for argument in field.args}
    return sorted(name for name in names if not name.startswith("__"))


def guess(url: str, folder: Path, start: str, words: list[str], token: str | None) -> Guessed:
    """Runs the tool to its end; it says what it was told only in its log."""
    assert TOOL.exists(), f"{TOOL.parent.parent.name} is missing: run `make test-clairvoyance`, which makes it"
    folder.mkdir()
    (folder / "words").write_text("\n".join(words))
    listed = ["-w", "words"] if words else []
    headers = ["-H", f"Authorization: Bearer {token}"] if token else []
    done = subprocess.run(
        [
            str(TOOL),
            "-P",
            "-m",
            "clairvoyance",
            "-v",
            "-o",
            "schema.json",
            *listed,
            "-d",
            start,
            *headers,
            f"{url}/graphql",
        ],
        cwd=folder,
        env={"PATH": os.defpath},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    path = folder / "schema.json"
    told = re.findall(r"Unknown error message for `.*?`(?: with context `.*?`)?: '(.*)'$", done.stderr, re.MULTILINE)
    return Guessed(done.returncode, json.loads(path.read_text()) if path.exists() else None, frozenset(told))


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a publisher."""
    home = tmp_path_factory.mktemp("small") / "home"
    publish_empty_load(home, "acme", "Acme Oy")
    make_view(home, write_parts(home)).house.warehouse.close()
    return home


@pytest.fixture(scope="module")
def token(home: Path) -> str:
    """A token of its owner."""
    return asyncio.run(make_token(make_settings(home), "acme"))[1]


@pytest.fixture(scope="module")
def urls(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """Where the home is served, by what is executed: any document (open), or registered ones alone (trusted)."""
    logs = tmp_path_factory.mktemp("logs")
    with (
        serving(home, logs / "open", **WIDE) as any_document,
        serving(home, logs / "trusted", **WIDE, DOCUMENTS="trusted") as registered,
    ):
        yield {"open": any_document, "trusted": registered}


@pytest.mark.parametrize("mode", ["open", "trusted"])
@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize("known", [True, False], ids=["our names", "the tool's words"])
def test_without_a_token_nothing_is_recovered(
    urls: dict[str, str], mode: str, tmp_path: Path, start: str, known: bool
) -> None:
    assert guess(urls[mode], tmp_path / "guess", start, list_names() if known else [], None) == nothing(NO_TOKEN)


@pytest.mark.parametrize("start", STARTS)
def test_in_trusted_mode_a_token_recovers_nothing(urls: dict[str, str], token: str, tmp_path: Path, start: str) -> None:
    assert guess(urls["trusted"], tmp_path / "guess", start, list_names(), token) == nothing(REGISTERED)


def test_the_tool_works(urls: dict[str, str], token: str, tmp_path: Path) -> None:
    """What it recovers for who may read the schema anyway, it would recover wherever errors say so much."""
    guessed = guess(urls["open"], tmp_path / "guess", STARTS[0], list(CONTROL), token)
    assert guessed.schema is not None
    kinds = {kind["name"]: kind.get("fields") or [] for kind in guessed.schema["data"]["__schema"]["types"]}
    found = {f"{kind}.{field['name']}" for kind, fields in kinds.items() for field in fields}
    assert {"Query.viewer", "Query.customers", "Viewer.role", "Viewer.publisher", "Publisher.publisherId"} <= found
