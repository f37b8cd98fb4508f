"""A server in a process of its own: a revocation holds within a second, and the last use is written."""

import asyncio
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest

from app.clock import now
from app.reconciliation import ready_records
from app.settings import Settings
from db.records.models import TokenRow
from db.records.tokens import list_tokens, revoke_token
from domain.scope import Role
from tests.app.commands import command_line, environment
from tests.app.conftest import make_settings, make_token

OWN = {"sec-fetch-site": "same-origin"}


@pytest.fixture(params=["sqlite", "postgresql"])
def settings(request: pytest.FixtureRequest, home: Path) -> Settings:
    """Settings of the home, with records of either kind."""
    if request.param == "sqlite":
        return make_settings(home)
    return make_settings(home, database=request.getfixturevalue("postgres_server"))


@contextmanager
def serving(settings: Settings) -> Iterator[str]:
    """A server's address; it is ended as a service manager would."""
    with subprocess.Popen(
        command_line("serve", "--port", "0"),
        env=environment(settings.home, MEMORY_LIMIT="512MB", DATABASE=settings.records_url),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdout is not None
        try:
            line = process.stdout.readline().strip()
            yield line.removeprefix("serving ").removesuffix("/graphql").replace("localhost", "127.0.0.1")
        finally:
            process.send_signal(signal.SIGTERM)
            assert process.wait(20) in (0, -signal.SIGTERM)


async def revoke(settings: Settings, token_id: str) -> None:
    async with ready_records(settings) as records:
        await revoke_token(records, token_id, now())


async def list_all(settings: Settings) -> tuple[TokenRow, ...]:
    async with ready_records(settings) as records:
        return await list_tokens(records, "acme")


def test_a_revocation_holds_within_a_second_and_the_last_use_is_written(settings: Settings) -> None:
    row, token = asyncio.run(make_token(settings, "acme", Role.OWNER))
    headers = {"authorization": f"Bearer {token}"}
    began = now()
    with serving(settings) as place, httpx2.Client(base_url=place, timeout=60) as client:
        opened = client.post("/session", json={"token": token})
        cookie = {**OWN, "cookie": opened.headers["set-cookie"].partition(";")[0]}
        assert [client.get("/session", headers=each).status_code for each in (headers, cookie)] == [200, 200]
        asyncio.run(revoke(settings, row.id))
        revoked = time.monotonic()
        asked_late = []
        for each in (headers, cookie):
            asked = time.monotonic()
            while (status := client.get("/session", headers=each).status_code) == 200:
                asked_late.append(asked - revoked)
                asked = time.monotonic()
            assert status == 401
        # nobody who asked a second later was answered; with SQLite nobody at all
        assert max(asked_late, default=0) < 1
        assert settings.database or asked_late == []
    (used,) = [each.last_used_at for each in asyncio.run(list_all(settings)) if each.id == row.id]
    assert used is not None
    assert began < used < now()
