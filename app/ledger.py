"""Writes the trail each second and before the end, and sweeps what is too old."""

import asyncio
import logging
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta

from sqlalchemy.exc import SQLAlchemyError

from app.clock import now
from db.records.engine import Records
from db.records.trail import Trail, sweep_trail

_SECONDS = 1.0
_LAST_TRIES = 8
"""At the end of the process, half a second apart: a restart of PostgreSQL is waited for."""
_LAST_PAUSE = 0.5
_SWEEP_EVERY = 3600
"""In turns of a second."""
_log = logging.getLogger("holdfast.audit")


@asynccontextmanager
async def keeping_trail(trail: Trail, records: Records, days: int) -> AsyncIterator[None]:
    """Writes the trail as long as the block runs, and what is left at its end; keeps it for so many days."""
    ended = asyncio.Event()
    # told to end rather than cancelled: what is being written is written once
    task = asyncio.create_task(_keep(trail, records, timedelta(days=days), ended))
    task.add_done_callback(_tell_end)
    try:
        yield
    finally:
        ended.set()
        await task


def _tell_end(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and task.exception() is not None:
        _log.critical("the audit trail is written no longer; restart the server", exc_info=task.exception())


async def _keep(trail: Trail, records: Records, life: timedelta, ended: asyncio.Event) -> None:
    turn = 0
    while not ended.is_set():
        if turn % _SWEEP_EVERY == 0:
            await _sweep(records, life)
        with suppress(TimeoutError):
            await asyncio.wait_for(ended.wait(), _SECONDS)
        if not ended.is_set():
            await _flush(trail)
        turn += 1
    await _end(trail)


async def _end(trail: Trail) -> None:
    for left in reversed(range(_LAST_TRIES)):
        if await _flush(trail):
            with suppress(SQLAlchemyError, sqlite3.Error, OSError):
                await trail.close()
            return
        if left:
            await asyncio.sleep(_LAST_PAUSE)
    _log.error("%d lines of the audit trail were lost: the records could not be reached at the end", trail.waiting)


async def _flush(trail: Trail) -> bool:
    """Writes what waits; False where that could not be."""
    written = False
    try:
        await trail.flush()
        written = True
    except (SQLAlchemyError, sqlite3.Error, OSError) as error:
        # it waits in memory: the next second tries again
        _log.warning("the audit trail could not be written: %s", type(error).__name__)
    lost = trail.take_lost()
    if lost:
        _log.error("%d lines of the audit trail were lost: too many waited to be written", lost)
    return written


async def _sweep(records: Records, life: timedelta) -> None:
    try:
        await sweep_trail(records, now() - life)
    except (SQLAlchemyError, sqlite3.Error, OSError) as error:
        _log.warning("the audit trail could not be swept: %s", type(error).__name__)
