"""Watches a place for reports: what has stopped changing is loaded through the queue, and moved away when that has ended."""

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta

import orjson
from anyio.to_thread import run_sync

from db.records.load_jobs import ACTIVE, add_job, claim_watched, forget_watched, let_go_of_watched, watched_jobs
from db.records.models import LoadJobRow
from db.uploads import Upload
from db.watched import WatchedFile, WatchedPlace
from domain.loads import BuildStatus, LoadOptions, LoadStatus
from services.loading.account import describe, make_job
from services.loading.place import LoadPlace

_log = logging.getLogger("holdfast.loads")
_WATCH = "watched place"
_BUILDING = (BuildStatus.WAITING, BuildStatus.RUNNING)
_SHORTEST, _LONGEST = timedelta(seconds=0.1), timedelta(seconds=5)
_MOVING = timedelta(minutes=10)
"""In which a file is moved, however large; after that its mover is taken for dead."""
_TOO_LARGE = "the file has {size} bytes, and HOLDFAST_LOAD_BYTES allows {most}; send it in pieces"


class Watcher:
    """Of one worker. A file is complete when neither size nor time have changed for so long."""

    def __init__(self, place: LoadPlace, watched: WatchedPlace, still: timedelta) -> None:
        self._place, self._watched, self._still = place, watched, still
        self._interval = max(_SHORTEST, min(still / 2, _LONGEST))
        self._seen: dict[str, datetime] = {}
        self._looked: datetime | None = None

    async def look(self, now: datetime) -> None:
        """Looks at the place, if it was not just now; what is wrong with it is in the log, and looked for by doctor."""
        if self._looked is not None and now - self._looked < self._interval:
            return
        self._looked = now
        try:
            await self._look(now)
        except Exception as error:  # noqa: BLE001 - each kind of storage has errors of its own
            _log.warning("the watched place could not be worked on: %s; see `./holdfast doctor`", type(error).__name__)

    async def _look(self, now: datetime) -> None:
        found = await run_sync(self._watched.list_files)
        known = await watched_jobs(self._place.records)
        here = {file.mark for file in found}
        self._seen = {mark: since for mark, since in self._seen.items() if mark in here}
        for file in found:
            await self._tend(file, known, now)
        gone = known.keys() - here
        if gone:
            await forget_watched(self._place.records, gone)

    async def _tend(self, file: WatchedFile, known: Mapping[str, LoadJobRow], now: datetime) -> None:
        row = known.get(file.mark)
        if row is None:
            if now - self._seen.setdefault(file.mark, now) >= self._still:
                await self._take_in(file, now)
        elif row.status not in ACTIVE and row.build not in _BUILDING:
            await self._put_away(file, row, now)

    async def _put_away(self, file: WatchedFile, row: LoadJobRow, now: datetime) -> None:
        # one of those who watch: another would find it gone, or move what was put in its place meanwhile and never loaded
        if not await claim_watched(self._place.records, file.mark, now, _MOVING):
            return
        folder = "loaded" if row.status is LoadStatus.ACCEPTED else "refused"
        word = orjson.dumps(describe(row), option=orjson.OPT_INDENT_2 | orjson.OPT_UTC_Z)
        try:
            await run_sync(self._watched.move, file, folder, word, row.id)
        except Exception:
            await let_go_of_watched(self._place.records, file.mark)
            raise
        await forget_watched(self._place.records, [file.mark])

    async def _take_in(self, file: WatchedFile, now: datetime) -> None:
        row = make_job(file.publisher_id, _WATCH, _WATCH, LoadOptions(), 1, now)
        row.watched = file.mark
        if file.size > self._place.most_bytes:
            row.status, row.ended_at = LoadStatus.REFUSED, now
            row.error = _TOO_LARGE.format(size=file.size, most=self._place.most_bytes)
            await add_job(self._place.records, row)
            return
        upload = await run_sync(Upload, self._place.uploads, row.id)
        try:
            whole = await run_sync(self._watched.fetch, file, upload.add(file.name))
            if whole:
                await run_sync(upload.seal)
            if not whole or not await add_job(self._place.records, row):
                await run_sync(upload.discard)
        except BaseException:
            upload.discard()
            raise
        finally:
            upload.release()
