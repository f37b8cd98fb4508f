"""Room on the disk: what is free, how lake and parts grow, and when that ends."""

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from app.examination.finding import Finding, judge
from app.settings import Settings
from db.lake import LAKE_FOLDER, Load, loads
from db.parts import PARTS_FOLDER

_FREE_BYTES = 1_000_000_000
_FEWEST_DAYS = 14
_WINDOW = timedelta(days=90)
_MEGABYTE, _GIGABYTE = 1e6, 1e9


@dataclass(frozen=True, slots=True)
class Arrival:
    """A load: when it came, and its bytes in the lake."""

    at: datetime
    size: int


def examine_space(settings: Settings) -> Iterator[Finding]:
    """Free space, and a forecast where there were loads on several days."""
    home = settings.home
    if not home.exists():
        return
    free = shutil.disk_usage(home).free
    room = "free some space: a load and a build need about the size of the reports"
    yield judge("disk", free >= _FREE_BYTES, f"{free / _GIGABYTE:,.1f} GB free", room)
    lake, parts = measure(home / LAKE_FOLDER), measure(home / PARTS_FOLDER)
    if not lake:
        return
    growth = estimate_growth([_arrive(load) for load in loads(home)], parts / lake)
    sizes = f"lake {lake / _MEGABYTE:,.0f} MB, parts {parts / _MEGABYTE:,.0f} MB"
    if growth is None:
        yield Finding("forecast", True, f"{sizes}; loads of several days are needed to tell how they grow")
        return
    days = free / growth
    yield judge(
        "forecast",
        days >= _FEWEST_DAYS,
        f"{sizes}, growing by about {growth / _MEGABYTE:,.1f} MB a day: full in some {days:,.0f} days",
        "give the home a larger disk, or take loads back that nobody needs (`./holdfast unload`)",
    )


def measure(folder: Path) -> int:
    """Bytes of all files below a folder; one that goes away meanwhile counts nothing."""
    return sum(_size(path) for path in folder.rglob("*")) if folder.is_dir() else 0


def _size(path: Path) -> int:
    try:
        return path.stat().st_size if path.is_file() else 0
    except FileNotFoundError:
        return 0


def _arrive(load: Load) -> Arrival:
    return Arrival(datetime.fromisoformat(load.loaded_at), measure(load.folder))


def estimate_growth(arrivals: Sequence[Arrival], parts_for_lake: float) -> float | None:
    """Bytes a day that lake and parts took in the last 90 days of loads; None where these lie less than a day apart.

    `parts_for_lake`: bytes of parts for a byte of the lake, as it is now.
    """
    newest = max((each.at for each in arrivals), default=None)
    if newest is None:
        return None
    recent = sorted((each for each in arrivals if newest - each.at <= _WINDOW), key=lambda each: each.at)
    span = (recent[-1].at - recent[0].at) / timedelta(days=1)
    # the first one came for the time before it
    came = sum(each.size for each in recent[1:])
    return came / span * (1 + parts_for_lake) if span >= 1 and came else None
