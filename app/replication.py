"""Keeps what a host serves in step with its storage, beside the requests and never on their way."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from anyio.to_thread import run_sync

from app.beside import beside
from db.snapshots import SnapshotStore
from domain.errors import HoldfastError
from services.replica import Replica

_log = logging.getLogger("holdfast.storage")
_EVERY: Final = 1.0
"""Seconds between two looks at what is current."""


def look_once(snapshots: SnapshotStore) -> None:
    """Takes up what is current in the storage, where there is one; for commands, which begin with it."""
    if isinstance(snapshots, Replica):
        snapshots.look()


@asynccontextmanager
async def following(snapshots: SnapshotStore) -> AsyncIterator[None]:
    """Takes up what is current in the storage at the start and every second until the block ends."""
    if not isinstance(snapshots, Replica):
        yield
        return
    told = await _look(snapshots, "")
    async with beside(_follow(snapshots, told)):
        yield


async def _follow(replica: Replica, told: str) -> None:
    while True:
        await asyncio.sleep(_EVERY)
        told = await _look(replica, told)


async def _look(replica: Replica, told: str) -> str:
    """What is wrong, told in the log once; meanwhile what this host has is served on."""
    try:
        await run_sync(replica.look)
    except (HoldfastError, OSError) as error:
        if str(error) != told:
            _log.warning("the storage could not be looked at; what is here is served on: %s", error)
        return str(error)
    return ""
