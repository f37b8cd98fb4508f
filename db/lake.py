"""The lake of a publisher: accepted loads in order, each a folder that appears whole by one rename."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class LakeFile:
    """One accepted file of a load.

    `report` is its lake table (a key of db.tables.LAKE); `carried` the lake columns that its header carried; `days` the first and last
    day of its key dates (None where it has none); `replaces` the days for which it is the whole truth; `sha256` of the bytes as given.
    """

    report: str
    path: Path
    name: str
    sha256: str
    carried: frozenset[str]
    rows: int
    days: tuple[int, int] | None
    replaces: tuple[int, int] | None
    plain: bool


@dataclass(frozen=True, slots=True)
class Load:
    """One accepted load: `number` is its place in the publisher's order of loads (1, 2, ...), `loaded_at` ISO in UTC."""

    load_id: str
    publisher_id: str
    number: int
    loaded_at: str
    zone: str
    files: tuple[LakeFile, ...]
    folder: Path
