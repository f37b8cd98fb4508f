"""Tokens, sessions and publishers of records in PostgreSQL, which is asked each second whether they changed."""

import asyncio
from datetime import datetime, timedelta

from sqlalchemy import BigInteger
from sqlmodel import column, select, text

from db.records.engine import Records
from db.records.known import Known, read_known
from domain.errors import RecordsUnreachableError

POLL = timedelta(seconds=1)
"""What is in memory counts so long without a look."""
GRACE = timedelta(seconds=4)
"""What is in memory goes on to count so long while PostgreSQL cannot be reached: its restart is not noticed, and nobody revokes there.

With POLL it is the longest that a host which alone lost its way to PostgreSQL answers to what was revoked elsewhere.
"""
_AGAIN = timedelta(seconds=0.25)
"""Between two looks that fail."""
_PATIENCE = 2.0
"""Seconds that a look may take."""
_SOON = 1.0
"""Seconds that a request waits for a look while what is in memory still counts."""
_UNKNOWN = "the service records cannot be reached now; try again in a second"


class PostgresRegistry:
    """Looks on the way of the first request after a second, one at a time: a statement of a millisecond, and all again where it says so.

    There is no subscription that could be lost with its connection: whatever happened to that, the next look tells all that was missed.
    """

    def __init__(self, records: Records) -> None:
        self._records = records
        self._known: Known | None = None
        self._number: int | None = None
        self._as_of: datetime | None = None
        self._failed: datetime | None = None
        self._looking: asyncio.Task[None] | None = None

    async def known(self, now: datetime) -> Known:
        """What the records say; RecordsUnreachableError where PostgreSQL has not told for five seconds."""
        if self._known is not None and _within(self._as_of, now, POLL):
            return self._known
        if self._known is not None and _within(self._as_of, now, POLL + GRACE):
            if not _within(self._failed, now, _AGAIN):
                await asyncio.wait({self._look(now)}, timeout=_SOON)
            return self._known
        return await self._look_strictly(now)

    async def refreshed(self, now: datetime) -> Known:
        """What the records say this moment; RecordsUnreachableError where they do not."""
        if self._looking is not None:  # it began before
            await asyncio.wait({self._looking})
        return await self._look_strictly(now)

    def close(self) -> None:
        """Nothing is open."""

    async def _look_strictly(self, now: datetime) -> Known:
        look = self._look(now)
        await asyncio.wait({look})
        look.result()
        assert self._known is not None
        return self._known

    def _look(self, now: datetime) -> "asyncio.Task[None]":
        """The look that goes on, or a new one: whoever waits for it may go away."""
        if self._looking is None:
            self._looking = asyncio.create_task(self._read(now))
            self._looking.add_done_callback(self._end)
        return self._looking

    def _end(self, look: "asyncio.Task[None]") -> None:
        self._looking = None
        if not look.cancelled():
            look.exception()  # whoever needs an answer asks for it

    async def _read(self, now: datetime) -> None:
        try:
            async with asyncio.timeout(_PATIENCE):
                number = await self._read_number()
                if number != self._number:
                    # numbered before reading: a commit that comes in between is read the next time
                    self._known, self._number = await read_known(self._records), number
        except OSError as error:
            self._failed = now
            raise RecordsUnreachableError(_UNKNOWN) from error
        self._as_of, self._failed = now, None

    async def _read_number(self) -> int:
        async with self._records.reading() as session:
            return (await session.exec(select(column("number", BigInteger)).select_from(text("changes")))).one()


def _within(moment: datetime | None, now: datetime, length: timedelta) -> bool:
    """Whether a moment is not longer ago; one that is still to come, since the clock was set back, is none."""
    return moment is not None and moment <= now < moment + length
