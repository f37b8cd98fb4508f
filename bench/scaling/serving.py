"""A replica with an empty cache that comes to serve every publisher once."""

import asyncio
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median

import psutil

from app.clock import now
from app.reconciliation import ready_records
from app.settings import PREFIX, Settings
from bench.homes import measure
from bench.scaling.lake import Figure
from bench.serving import serve_home
from bench.soak.wire import Wire
from db.records.tokens import create_token
from domain.scope import Role

_COLD = "/graphql?query=%7Bdataset%7BasOf%20customers%7D%7D"
_AGAIN = "/graphql?query=%7Bdataset%7Borders%7D%7D"
_MEGABYTE = 1_000_000


async def make_tokens(given: Mapping[str, str], publishers: Sequence[str]) -> dict[str, str]:
    """A token of an owner for each publisher."""
    named = {name.removeprefix(PREFIX).lower(): text for name, text in given.items() if name.startswith(PREFIX)}
    async with ready_records(Settings(_env_file=None, **named)) as records:  # type: ignore[arg-type]
        return {
            each: (
                await create_token(
                    records, publisher_id=each, role=Role.OWNER, name="bench", created_at=now(), expires_at=None
                )
            )[1]
            for each in publishers
        }


def measure_serving(given: Mapping[str, str], tokens: Mapping[str, str], home: Path) -> list[Figure]:
    """Opens each publisher cold, one after another, and then every tenth anew."""
    found: list[Figure] = []
    with serve_home(given) as served:
        process = psutil.Process(served.process_id)
        found.append(("memory of a replica that has served nobody", _memory(process), "MB"))
        cold = asyncio.run(_ask_all(served.address, list(tokens.values()), _COLD))
        found += [
            ("first answer of a cold publisher, median", median(cold) * 1000, "ms"),
            ("the slowest hundredth from", sorted(cold)[len(cold) * 99 // 100] * 1000, "ms"),
            ("memory when all were served", _memory(process), "MB"),
            ("disk of the replica when all were served", measure(home / "replica") / _MEGABYTE, "MB"),
        ]
        again = asyncio.run(_ask_all(served.address, list(tokens.values())[::10], _AGAIN))
        found += [
            ("another question of every tenth, median", median(again) * 1000, "ms"),
            ("memory after it", _memory(process), "MB"),
        ]
    return found


async def etags(address: str, tokens: Sequence[str]) -> list[str]:
    """The ETag of one answer for each token."""
    async with Wire(address) as wire:
        return [(await wire.get(_COLD, token)).headers["etag"] for token in tokens]


async def _ask_all(address: str, tokens: Sequence[str], path: str) -> list[float]:
    clock, seconds = asyncio.get_running_loop().time, []
    async with Wire(address) as wire:
        for token in tokens:
            began = clock()
            answer = await wire.get(path, token)
            seconds.append(clock() - began)
            assert answer.status == 200, (answer.status, answer.body[:300])
            assert b'"errors"' not in answer.body, answer.body[:300]
    return seconds


def _memory(process: psutil.Process) -> float:
    """Of the server and what it has started, in private pages."""
    every = [process, *process.children(recursive=True)]
    return sum(each.memory_full_info().uss for each in every) / _MEGABYTE


def count_cores() -> int:
    """Processors that may be used."""
    return len(os.sched_getaffinity(0))
