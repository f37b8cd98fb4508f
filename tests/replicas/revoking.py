"""Tokens that are made, used and revoked beside the load: how long each replica still answers to them."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import timedelta

from app.clock import now
from bench.soak.wire import Wire
from db.records.engine import Records
from db.records.tokens import create_token, revoke_token
from domain.scope import Role
from tests.replicas.clients import Tally

_WATCHED = 5.5
_NUMBER = "/graphql?query=%7Bdataset%7Bcustomers%7D%7D"


async def keep_revoking(
    records: Records, address: str, ports: Sequence[int], publisher_id: str, going: Callable[[], bool], tally: Tally
) -> list[float]:
    """For each token the seconds after its revocation at which it was last answered."""
    found: list[float] = []
    while going():
        row, token = await create_token(
            records, publisher_id=publisher_id, role=Role.OWNER, name="short", created_at=now(),
            expires_at=now() + timedelta(days=1),
        )  # fmt: skip
        async with Wire(address) as wire:
            for _ in range(4):
                answer = await tally.once_more("a new token", lambda wire=wire, token=token: wire.get(_NUMBER, token))  # type: ignore[misc]
                if answer is not None and answer.status not in (200, 503):
                    tally.wrong.append(f"a new token: {answer.status}")
        await revoke_token(records, row.id, now())
        found.append(await _watch(ports, token))
    return found


async def _watch(ports: Sequence[int], token: str) -> float:
    """Asks every replica over new connections, which any of its processes takes."""
    clock = asyncio.get_running_loop().time
    revoked, last = clock(), 0.0
    while clock() < revoked + _WATCHED:
        asked = clock()
        statuses = await asyncio.gather(*(_ask(port, token) for port in ports for _ in range(2)))
        if 200 in statuses:
            last = asked - revoked
        await asyncio.sleep(0.1)
    return last


async def _ask(port: int, token: str) -> int:
    with suppress(OSError):
        async with Wire(f"http://127.0.0.1:{port}") as wire:
            return (await wire.get(_NUMBER, token)).status
    return 0
