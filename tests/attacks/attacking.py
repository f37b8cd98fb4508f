"""Runs an attack of generated examples on a copy of a home and judges it."""

import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import httpx2
from graphql import GraphQLSchema, build_schema

from app.settings import ROOT
from tests.attacks.gathering import gather
from tests.attacks.judging import Verdict, judge
from tests.attacks.members import make_members
from tests.attacks.served import WIDE, serving
from tests.attacks.shots import Shot, read_shots
from tests.attacks.supplies import Supplies, write_supplies
from tests.attacks.watching import Secret, Watch

SDL = ROOT / "schema.graphql"
TOOLS = ROOT / ".venv-attacks" / "bin" / "python"
EXAMPLES = int(os.environ.get("HOLDFAST_EXAMPLES") or "2000")
SEED = 1
_GUESSED = 5


@dataclass(frozen=True, slots=True)
class Attack:
    """A verdict, the examples that it is about, and what the server logged."""

    verdict: Verdict
    shots: tuple[Shot, ...]
    log: str


def read_schema() -> GraphQLSchema:
    """The schema as it is published."""
    return build_schema(SDL.read_text(encoding="utf-8"))


def unreadable(secrets: list[Secret], role: str) -> list[Secret]:
    """What a role must never read."""
    return [secret for secret in secrets if role != "OWNER" or not secret.visible]


def attack(home: Path, folder: Path, role: str, secrets: list[Secret], examples: int) -> Attack:
    """Serves a copy of a home, has examples sent to it as a role, and judges the answers by the secrets of a sound home."""
    copy, notes, log = folder / "home", folder / "notes.jsonl", folder / "log"
    shutil.copytree(home, copy)
    members = make_members(copy)
    token = members.of(role)
    guesses = [secret.text for secret in secrets[:: len(secrets) // _GUESSED]]
    with serving(copy, log, **WIDE) as url:
        refused = httpx2.post(f"{url}/graphql", headers={"authorization": f"Bearer {members.gone}"}, timeout=60)
        assert refused.status_code == 401
        _shoot(f"{url}/graphql", token, gather(url, token, role, guesses), notes, examples)
    shots = tuple(read_shots(notes))
    return Attack(judge(shots, read_schema(), role, Watch(unreadable(secrets, role))), shots, log.read_text())


def _shoot(url: str, token: str, supplies: Supplies, notes: Path, examples: int) -> None:
    assert TOOLS.exists(), f"{TOOLS.parent.parent.name} is missing: run `make test-attacks`, which makes it"
    path = notes.with_suffix(".supplies")
    write_supplies(path, supplies)
    order = {"url": url, "token": token, "schema": str(SDL), "supplies": str(path), "notes": str(notes)}
    done = subprocess.run(
        [str(TOOLS), "-P", "-m", "tests.attacks.shooting"],
        input=json.dumps({**order, "examples": examples, "seed": SEED}),
        env={"PATH": os.defpath, "PYTHONPATH": str(ROOT)},
        cwd=notes.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-4000:]
