"""The machine: memory that the engine may take against what there is, and a clock that goes right."""

import asyncio
import os
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from app.clock import now
from app.examination.finding import Finding, judge
from app.settings import Settings
from db.depot import Depot
from db.lake import loads
from db.records.engine import open_records
from db.records.revisions import read_clock
from db.snapshots import SnapshotStore

_LIMITS = (Path("/sys/fs/cgroup/memory.max"), Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"))
_SHARE = 0.75
"""Of the machine's memory for queries; kept frames, answers and the program itself need the rest."""
_TOLERANCE = timedelta(minutes=1)


def examine_memory(settings: Settings) -> Iterator[Finding]:
    """Whether the engine's limit leaves the machine, or the container, enough for the rest."""
    whole = find_memory(_LIMITS)
    most = int(whole * _SHARE)
    yield judge(
        "memory",
        settings.memory_bytes <= most,
        f"queries may take {settings.memory_bytes / 1e9:,.1f} of {whole / 1e9:,.1f} GB",
        f"set HOLDFAST_MEMORY_LIMIT to {most // 2**20}MiB or less",
    )


def find_memory(limits: Sequence[Path]) -> int:
    """Bytes of memory that this process can have: the machine's, or less where a control group says so."""
    found = [os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")]
    for path in limits:
        if path.exists() and (text := path.read_text().strip()).isdigit():
            found.append(int(text))
    return min(found)


def examine_clock(settings: Settings, depot: Depot) -> Iterator[Finding]:
    """Whether something was made in what the clock says is the future."""
    moments = {f"load {load.load_id}": datetime.fromisoformat(load.loaded_at) for load in loads(depot.home)}
    snapshot = SnapshotStore(depot.home).current()
    if snapshot is not None:
        moments[f"snapshot {snapshot.version}"] = snapshot.built_at
    moment = now()
    ahead = sorted(name for name, at in moments.items() if at > moment + _TOLERANCE)
    found = f"{moment:%Y-%m-%d %H:%M:%S} UTC" + (f", before {ahead[0]} was made" if ahead else "")
    yield judge("clock", not ahead, found, "set the machine's clock by NTP; tokens and sessions expire by it")
    there = asyncio.run(_read_clock(settings))
    if there is not None:
        apart = abs(there - moment)
        found = f"{apart.total_seconds():,.0f} seconds apart from this one"
        yield judge("database clock", apart <= _TOLERANCE, found, "set the clocks of both machines by NTP")


async def _read_clock(settings: Settings) -> datetime | None:
    records = open_records(settings.records_url)
    try:
        return await read_clock(records)
    finally:
        await records.close()
