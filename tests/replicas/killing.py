"""Kills at random a serving process, an export worker, or a whole replica, one after another; each is there again before the next blow."""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from random import Random

from tests.replicas.proxy import is_ready
from tests.replicas.replica import WORKERS, Replica

_LOOK = 0.1
_PATIENCE = 90.0
_KINDS = ("serving process", "export worker", "replica")


async def keep_killing(
    replicas: Sequence[Replica], going: Callable[[], bool], rng: Random, pause: float, kills: Counter[str]
) -> None:
    """Each kind in turn, of a replica by chance, after so many seconds on average; each at least once."""
    while going() or len(kills) < len(_KINDS):
        for kind in _KINDS:
            await asyncio.sleep(rng.uniform(0.5, 1.5) * pause)
            if kills[kind] and not going():
                return
            await _strike(rng.choice(replicas), kind, rng)
            kills[kind] += 1


async def _strike(replica: Replica, kind: str, rng: Random) -> None:
    if kind == "replica":
        await asyncio.to_thread(replica.kill)
        replica.start()
    else:
        found = replica.serving() if kind == "serving process" else replica.exporting()
        struck = rng.choice(found)
        struck.kill()
        async with asyncio.timeout(_PATIENCE):
            while struck in replica.serving() or struck in replica.exporting():
                await asyncio.sleep(_LOOK)
    await until_whole(replica)


async def until_whole(replica: Replica) -> None:
    """Waits until all its processes are there and it says that it is ready."""
    async with asyncio.timeout(_PATIENCE):
        while not (
            await is_ready(replica.port) and len(replica.serving()) == WORKERS and len(replica.exporting()) == 1
        ):
            await asyncio.sleep(_LOOK)
