"""The time by the records: hosts whose clocks differ agree on when a lease is over and an export expires."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from time import monotonic

from sqlalchemy.exc import SQLAlchemyError

from app.beside import beside
from app.clock import now
from db.records.engine import Records
from db.records.revisions import read_clock

_EVERY = 60.0
"""Seconds between two looks: meanwhile time is counted by what no administrator sets."""
_log = logging.getLogger("holdfast.records")


class RecordsClock:
    """PostgreSQL's time, as far as a look at it was; this host's before the first look, and with SQLite, which has no host of its own."""

    def __init__(self, records: Records, own: Callable[[], datetime] = now) -> None:
        self._records, self._own = records, own
        self._seen: tuple[datetime, float] | None = None

    def __call__(self) -> datetime:
        """This moment."""
        if self._seen is None:
            return self._own()
        moment, at = self._seen
        return moment + timedelta(seconds=monotonic() - at)

    async def look(self) -> None:
        """Takes PostgreSQL's time over; it is off by half of what the answer took at most."""
        began = monotonic()
        moment = await read_clock(self._records)
        if moment is not None:
            self._seen = moment, (began + monotonic()) / 2

    @asynccontextmanager
    async def lasting(self) -> AsyncIterator[None]:
        """Looks at once, and each minute while the block runs."""
        await self.look()
        async with beside(self._go_on()):
            yield

    async def _go_on(self) -> None:
        while True:
            await asyncio.sleep(_EVERY)
            try:
                await self.look()
            except (SQLAlchemyError, OSError) as error:
                _log.warning("the time of the records could not be read: %s", type(error).__name__)
