"""How old the data is, and whether every file is of a format that this program reads."""

import asyncio
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import orjson

from app.clock import now
from app.examination.finding import Finding, judge
from app.settings import Settings
from db.depot import Depot
from db.lake import LAKE_FOLDER, LOAD_FILE, loads
from db.parts import PART_FILE, part_folder
from db.records.engine import open_records
from db.records.revisions import Revisions, read_revisions
from db.snapshots import Snapshot, SnapshotStore
from db.tables import FORMAT, PART_FORMAT

_SHOWN = 5


def examine_loads(settings: Settings, depot: Depot) -> Iterator[Finding]:
    """Publishers whose last load is older than data may be."""
    newest: dict[str, datetime] = {}
    for load in loads(depot.home):
        at = datetime.fromisoformat(load.loaded_at)
        newest[load.publisher_id] = max(at, newest.get(load.publisher_id, at))
    if not newest:
        return
    moment = now()
    stale = sorted(name for name, at in newest.items() if moment - at > timedelta(hours=settings.stale_after_hours))
    if not stale:
        yield Finding("freshness", True, f"every publisher was loaded within {settings.stale_after_hours} hours")
        return
    names = ", ".join(stale[:_SHOWN]) + (f" and {len(stale) - _SHOWN} more" if len(stale) > _SHOWN else "")
    oldest = (moment - min(newest[name] for name in stale)) / timedelta(hours=1)
    yield Finding(
        "freshness",
        False,
        f"the last loads of {names} are up to {oldest:,.0f} hours old; they count as stale after {settings.stale_after_hours}",
        "load newer reports, and see whether the nightly load ran (docs/operations.md)",
    )


def examine_formats(settings: Settings, depot: Depot) -> Iterator[Finding]:
    """Format numbers of lake and parts, and the layout of the records."""
    home = depot.home
    newer = sorted(str(path) for path in (home / LAKE_FOLDER).glob(f"*/*/{LOAD_FILE}") if _format_of(path) > FORMAT)
    yield judge(
        "lake format",
        not newer,
        f"{newer[0]} is of a newer one than {FORMAT}" if newer else str(FORMAT),
        "a newer version of the program wrote it: run that one",
    )
    snapshot = None if newer else SnapshotStore(home).current()
    if snapshot is not None:
        yield _examine_parts(home, snapshot)
    revisions = asyncio.run(_read_revisions(settings))
    found = f"at {revisions.current or 'none yet'}, this program knows up to {revisions.newest}"
    mend = "a newer version of the program migrated them: run that one, or restore the records of before"
    yield judge("records format", revisions.known, found, mend)


def _examine_parts(home: Path, snapshot: Snapshot) -> Finding:
    files = [part_folder(home, *named) / PART_FILE for named in snapshot.parts.items()]
    other = sorted(path.parent.parent.name for path in files if path.exists() and _format_of(path) != PART_FORMAT)
    found = f"those of {', '.join(other[:_SHOWN])} are not of {PART_FORMAT}" if other else str(PART_FORMAT)
    return judge("part format", not other, found, "run `./holdfast build`: it makes them anew from the lake")


def _format_of(path: Path) -> int:
    return int(orjson.loads(path.read_bytes())["format"])


async def _read_revisions(settings: Settings) -> Revisions:
    records = open_records(settings.records_url)
    try:
        return await read_revisions(records)
    finally:
        await records.close()
