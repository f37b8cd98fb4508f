"""A home served by a process of its own, and how it is asked."""

import re
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Any

import httpx2

from tests.app.commands import command_line, environment

WIDE = MappingProxyType(
    {
        "COST_LIMIT": str(10**9),
        "COST_CAPACITY": str(10**12),
        "COST_REFILL": str(10**12),
        "DOCUMENT_TOKENS": "20000",
        "DOCUMENT_DEPTH": "40",
        "DOCUMENT_ALIASES": "20000",
        "EXPORTS_UNFINISHED": "100000",
        "REQUEST_SECONDS": "120",
        "MEMORY_LIMIT": "1GB",
    }
)
"""Limits so wide that every example is executed."""


@contextmanager
def serving(home: Path, log: Path, **settings: str) -> Iterator[str]:
    """Serves a home on a free port and gives its address; what the server logs goes to a file."""
    with (
        log.open("a") as lines,
        subprocess.Popen(
            command_line("serve", "--port", "0"),
            env=environment(home, **settings),
            stdout=subprocess.PIPE,
            stderr=lines,
            text=True,
        ) as process,
    ):
        assert process.stdout is not None
        try:
            found = re.fullmatch(r"serving http://localhost:([0-9]+)/graphql\n", process.stdout.readline())
            assert found is not None, log.read_text()
            yield f"http://127.0.0.1:{found[1]}"
        finally:
            process.send_signal(signal.SIGTERM)
            assert process.wait(60) in (0, -signal.SIGTERM)


def ask(url: str, token: str, document: str, **variables: object) -> dict[str, Any]:
    """The data of an answer without errors."""
    headers = {"authorization": f"Bearer {token}"}
    body = {"query": document, "variables": variables}
    answer = httpx2.post(f"{url}/graphql", json=body, headers=headers, timeout=60).json()
    assert "errors" not in answer, answer["errors"]
    data: dict[str, Any] = answer["data"]
    return data
