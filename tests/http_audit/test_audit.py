"""The audit suite of GraphQL over HTTP, from npm, against the served application: `make test-http`."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.app.conftest import Tokens
from tests.app.served import address, serving

HERE = Path(__file__).parent
AUDITS = 61


@pytest.fixture(scope="session")
def suite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder into which the suite is installed as locked."""
    folder = tmp_path_factory.mktemp("audit")
    for name in ("package.json", "package-lock.json", ".npmrc", "audit.mjs"):
        shutil.copy(HERE / name, folder)
    install = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    subprocess.run(install, cwd=folder, check=True, capture_output=True)
    return folder


@pytest.mark.parametrize("answers", ["on", "off"])
def test_every_audit_passes(suite: Path, home: Path, tokens: Tokens, answers: str) -> None:
    with serving(home, ANSWERS=answers) as (first,):
        given = {"AUDITED": f"{address(first)}/graphql", "TOKEN": tokens.owner}
        audit = ["node", str(suite / "audit.mjs")]
        # twice: with kept answers the second time finds what the first one made
        for _ in range(2):
            done = subprocess.run(audit, env={**os.environ, **given}, capture_output=True, text=True, check=True)
            results = json.loads(done.stdout)
            assert [each for each in results if each["status"] != "ok"] == []
            assert len({each["id"] for each in results}) == len(results) == AUDITS
