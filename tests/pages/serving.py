"""Where the demo is served, and the API's own answers to compare the pages with."""

import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2

from app.settings import ROOT
from domain.scope import Role
from tests.app.commands import command_line, environment

QUERIES = ROOT / "web" / "queries"


@contextmanager
def exports_written(home: Path) -> Iterator[None]:
    """Has a worker beside the server while it lasts."""
    command = command_line("export-worker")
    with subprocess.Popen(command, env=environment(home, MEMORY_LIMIT="512MB"), stderr=subprocess.DEVNULL) as worker:
        try:
            yield
        finally:
            worker.terminate()


@dataclass(frozen=True, slots=True)
class Served:
    """An address and a token for each role; as text it is the address."""

    base: str
    tokens: Mapping[Role, str]

    def __str__(self) -> str:
        return self.base

    def ask(self, role: Role | str, document: str, variables: Mapping[str, Any] | None = None) -> Any:
        """The data that the API answers a role; `document` is a text, or the name of a file of web/queries."""
        path: Path = QUERIES / f"{document}.graphql"
        query = path.read_text() if "{" not in document else document
        answer = httpx2.post(
            f"{self.base}/graphql",
            json={"query": query, "variables": dict(variables or {})},
            headers={"authorization": f"Bearer {self.tokens[Role(role)]}"},
            timeout=60,
        )
        body = answer.json()
        assert "errors" not in body, body["errors"]
        return body["data"]
