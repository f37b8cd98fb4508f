"""The worker: takes exports from the queue one after another, and gives its own back when it is told to end."""

import asyncio
import logging
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from db.interruption import working_for
from db.records.export_leases import Finished, Lease, give_back, renew_lease, take_export
from db.records.models import ExportRow
from domain.errors import StoppedError
from services.exports.export import read_request
from services.exports.making import Workplace, make_file, settle
from services.exports.pinning import open_pinned
from services.exports.progress import WritingProgress
from services.exports.sweeping import sweep
from services.view import House

_log = logging.getLogger("holdfast.exports")
_POLL = 0.5
"""Seconds between two looks at an empty queue."""
_BEAT = 1.0
"""Seconds between two words about how far it is; several go into a lease."""
_SWEEP = timedelta(minutes=1)
_PATIENCE = 5.0
"""Seconds that writing may go on after the word to stop."""
_AGAIN = 0.1
"""Seconds between two such words."""
_TROUBLES = (SQLAlchemyError, OSError)


class ExportWorker:
    """One at a time; `name` tells its leases from others', `stop` ends it."""

    def __init__(self, place: Workplace, house: House, name: str, stop: asyncio.Event) -> None:
        self._place, self._house, self._name, self._stop = place, house, name, stop
        self._beat = min(_BEAT, place.lease.total_seconds() / 5)
        self._swept: datetime | None = None

    async def run(self) -> bool:
        """Works until it is stopped; False where a thread still writes what was given back: the process must not wait for it."""
        while not self._stop.is_set():
            try:
                await self._tidy()
                row = await take_export(self._place.records, self._name, self._place.clock(), self._place.lease)
                if row is not None:
                    if not await self._work(row):
                        return False
                    continue
            except _TROUBLES:
                _log.exception("the queue of exports cannot be worked on now")
            await self._pause(_POLL)
        return True

    async def _pause(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._stop.wait(), seconds)
        except TimeoutError:
            return

    async def _tidy(self) -> None:
        now = self._place.clock()
        snapshot = self._house.snapshots.current()
        if snapshot is not None:
            self._house.slices.settle(snapshot.version, snapshot.parts)
        if self._swept is None or now - self._swept >= _SWEEP:
            self._swept = now
            await sweep(self._place, now)

    async def _work(self, row: ExportRow) -> bool:
        """Makes the file of an export; False where its thread goes on after the word to stop."""
        lease = Lease(row.id, self._name, row.attempts)
        progress = WritingProgress()
        making = asyncio.ensure_future(asyncio.to_thread(self._make, row, lease, progress))
        await self._attend(lease, progress, making)
        if not making.done():
            await give_back(self._place.records, lease)
            return False
        try:
            await settle(self._place, lease, making)
        except StoppedError:
            # gives back only what is still its own: what was canceled or taken over stays as it is
            await give_back(self._place.records, lease)
        return True

    def _make(self, row: ExportRow, lease: Lease, progress: WritingProgress) -> Finished:
        with working_for(progress.work):
            try:
                view = open_pinned(self._house, row)
                try:
                    return make_file(self._place, view, read_request(row.request or ""), lease, progress.tell)
                finally:
                    view.release()
            except Exception:
                # whatever a stopped query looks like to who reads it, nothing failed
                progress.work.check()
                raise

    async def _attend(self, lease: Lease, progress: WritingProgress, making: "asyncio.Future[Finished]") -> None:
        """Renews the lease while the thread writes; stops it where the lease is lost, and where the worker is to end."""
        stopping = asyncio.ensure_future(self._stop.wait())
        end = self._place.clock() + self._place.lease
        try:
            while not making.done() and not self._stop.is_set():
                waiting: set[asyncio.Future[Any]] = {making, stopping}
                await asyncio.wait(waiting, timeout=self._beat, return_when=asyncio.FIRST_COMPLETED)
                if not making.done():
                    end = await self._renew(lease, progress, end)
            end_of_patience = asyncio.get_running_loop().time() + _PATIENCE
            while not making.done() and asyncio.get_running_loop().time() < end_of_patience:
                progress.stop()
                await asyncio.wait({making}, timeout=_AGAIN)
        finally:
            stopping.cancel()

    async def _renew(self, lease: Lease, progress: WritingProgress, end: datetime) -> datetime:
        now = self._place.clock()
        try:
            held = await renew_lease(self._place.records, lease, now + self._place.lease, progress.done, progress.total)
        except _TROUBLES:
            _log.exception("the lease of export %s could not be renewed", lease.export_id)
            held, now = now < end, end - self._place.lease
        if not held:
            progress.stop()
        return now + self._place.lease
