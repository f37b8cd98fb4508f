"""The loading worker: loads what waits in the order in which it came, then publishes all of it at once."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from db.records.build_leases import finish_builds, give_builds_back, renew_builds, take_builds, waits_since
from db.records.load_leases import LoadLease, give_load_back, renew_load, take_job
from db.records.models import LoadJobRow
from services.loading.making import make_load, publish, settle_failed_build, settle_failure, settle_load
from services.loading.place import LoadPlace
from services.loading.progress import LoadProgress
from services.loading.sweeping import remove_ended, sweep_uploads
from services.loading.watching import Watcher

_log = logging.getLogger("holdfast.loads")
_POLL = 0.5
"""Seconds between two looks at an empty queue."""
_BEAT = 1.0
"""Seconds between two words about how far it is; several go into a lease."""
_SWEEP = timedelta(minutes=1)
_LONGEST_WAIT = timedelta(minutes=10)
"""After which what was loaded is published although more waits to be loaded."""
_PATIENCE = 5.0
"""Seconds that the work may go on after the word to stop."""
_TROUBLES = (SQLAlchemyError, OSError)


class LoadWorker:
    """One thing at a time; `name` tells its leases from others', `stop` ends it, `watcher` looks at the watched place."""

    def __init__(self, place: LoadPlace, watcher: Watcher | None, name: str, stop: asyncio.Event) -> None:
        self._place, self._watcher, self._name, self._stop = place, watcher, name, stop
        self._beat = min(_BEAT, place.lease.total_seconds() / 5)
        self._swept: datetime | None = None

    async def run(self) -> bool:
        """Works until it is stopped; False where a thread still does what was given back: the process must not wait for it."""
        while not self._stop.is_set():
            try:
                await self._tidy()
                done = await self._turn()
            except _TROUBLES as error:
                _log.error("the queue of loads cannot be worked on now: %s", type(error).__name__)
                done = None
            if done is False:
                return False
            if done is None:
                await self._pause(_POLL)
        return True

    async def _turn(self) -> bool | None:
        """Does one thing; None where there is nothing to do, False where it goes on after the word to stop."""
        place, now = self._place, self._place.clock()
        since = await waits_since(place.records, now)
        if since is None or now - since < _LONGEST_WAIT:
            row = await take_job(place.records, self._name, now, place.lease)
            if row is not None:
                return await self._load(row)
        if since is not None and await take_builds(place.records, self._name, now, place.lease):
            return await self._build()
        return None

    async def _tidy(self) -> None:
        now = self._place.clock()
        if self._swept is None or now - self._swept >= _SWEEP:
            self._swept = now
            await sweep_uploads(self._place, now)
        if self._watcher is not None:
            await self._watcher.look(now)

    async def _load(self, row: LoadJobRow) -> bool:
        place, lease, progress = self._place, LoadLease(row.id, self._name, row.attempts), LoadProgress(row.files)
        making = asyncio.ensure_future(asyncio.to_thread(make_load, place, row, progress))

        async def renew() -> None:
            await renew_load(place.records, lease, place.clock() + place.lease, progress.share, progress.rows)

        if not await self._attend(making, renew):
            await give_load_back(place.records, lease)
            return False
        try:
            report = await making
        except Exception as error:  # noqa: BLE001 - told in the load or tried again, and in the log
            await settle_failure(place, lease, error)
        else:
            await place.settle(row.publisher_id)
            await settle_load(place, lease, row, report)
        await remove_ended(place, row.id)
        return True

    async def _build(self) -> bool:
        place = self._place
        making = asyncio.ensure_future(asyncio.to_thread(publish, place))

        async def renew() -> None:
            await renew_builds(place.records, self._name, place.clock() + place.lease)

        if not await self._attend(making, renew):
            await give_builds_back(place.records, self._name)
            return False
        try:
            snapshot = await making
        except Exception as error:  # noqa: BLE001 - told in the loads or tried again, and in the log
            await settle_failed_build(place, self._name, error)
        else:
            await finish_builds(place.records, self._name, snapshot)
        return True

    async def _attend(self, making: "asyncio.Future[Any]", renew: Callable[[], Awaitable[None]]) -> bool:
        """Renews a lease while a thread works; False where that goes on a while after the word to stop.

        A lease that is lost meanwhile stops nothing: whoever has it finds what was done, under the home's lock.
        """
        stopping = asyncio.ensure_future(self._stop.wait())
        try:
            while not making.done() and not self._stop.is_set():
                waiting: set[asyncio.Future[Any]] = {making, stopping}
                await asyncio.wait(waiting, timeout=self._beat, return_when=asyncio.FIRST_COMPLETED)
                if not making.done():
                    await self._renew(renew)
            if not making.done():
                await asyncio.wait({making}, timeout=_PATIENCE)
            return making.done()
        finally:
            stopping.cancel()

    async def _renew(self, renew: Callable[[], Awaitable[None]]) -> None:
        try:
            await renew()
        except _TROUBLES as error:
            _log.warning("a lease could not be renewed: %s", type(error).__name__)

    async def _pause(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._stop.wait(), seconds)
        except TimeoutError:
            return
