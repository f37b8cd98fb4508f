"""Takes away reports that wait for nothing any more: loaded, refused, given up, or never wholly received."""

from datetime import datetime, timedelta

from anyio.to_thread import run_sync

from db.records.load_jobs import active_among, forget_old_jobs
from db.uploads import leftovers, remove_upload
from services.loading.place import LoadPlace

_AGE = timedelta(minutes=1)
"""Between the beginning of a folder and its being held there is a moment."""
_REMEMBERED = timedelta(days=400)
"""How long the list shows a load that has ended."""
_AT_ONCE = 5000
"""Ids in one statement: databases take some ten thousands."""


async def remove_ended(place: LoadPlace, job_id: str) -> None:
    """Takes away what was sent for a load, unless it is put back for another attempt."""
    if not await active_among(place.records, [job_id]):
        await run_sync(remove_upload, place.uploads, job_id)


async def sweep_uploads(place: LoadPlace, now: datetime) -> int:
    """Takes away what killed servers and workers left, and forgets what ended long ago; gives how many folders."""
    await forget_old_jobs(place.records, now - _REMEMBERED)
    with leftovers(place.uploads, now - _AGE) as found:
        gone: list[str] = []
        for start in range(0, len(found), _AT_ONCE):
            some = found[start : start + _AT_ONCE]
            active = await active_among(place.records, some)
            gone += [job_id for job_id in some if job_id not in active]
        for job_id in gone:
            await run_sync(remove_upload, place.uploads, job_id)
    return len(gone)
