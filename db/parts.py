"""Parts: the read-only tables of one publisher, in a folder named by the hash of all that they are a function of."""

from dataclasses import dataclass
from pathlib import Path

import orjson

from db.files import write_file
from db.tables import PART_FORMAT
from domain.errors import NoSnapshotError, OperationError

PARTS_FOLDER = "parts"
PART_FILE = "part.json"
_ANSWER, _ARROW = "answer-", ".arrow"
BENCHMARKS = "_benchmarks"
"""Name of the benchmarks' folder beside the publishers' folders; no publisher id begins with an underscore."""


@dataclass(frozen=True, slots=True)
class Part:
    """One publisher's tables; days are day numbers, the counts those of the API's Dataset.

    `first_usage_day` is the first day of usage that was loaded; reported first uses may be earlier.
    """

    publisher_id: str
    part_id: str
    folder: Path
    as_of: int
    first_day: int | None
    last_day: int | None
    first_usage_day: int | None
    customers: int
    orders: int
    usage_days: int
    loads: tuple[str, ...]

    def table(self, name: str) -> Path:
        """The Parquet file of a table."""
        return self.folder / f"{name}.parquet"

    def mart(self, name: str) -> Path:
        """The Parquet file of a stored table that questions share, which may be absent."""
        return self.folder / f"mart-{name}.parquet"

    def answer(self, name: str) -> Path:
        """The Arrow file of a stored answer; of `answers` only, since a name may hold what somebody asked for."""
        return self.folder / f"{_ANSWER}{name}{_ARROW}"

    def answers(self) -> frozenset[str]:
        """The names of the stored answers."""
        found = (path.name for path in self.folder.glob(f"{_ANSWER}*{_ARROW}"))
        return frozenset(name.removeprefix(_ANSWER).removesuffix(_ARROW) for name in found)


@dataclass(frozen=True, slots=True)
class Benchmarks:
    """What all publishers together may show; `day` is the day (ISO) of its build."""

    part_id: str
    folder: Path
    day: str


_FACTS = (
    "publisher_id", "part_id", "as_of", "first_day", "last_day", "first_usage_day", "customers", "orders", "usage_days", "loads",
)  # fmt: skip


def write_part_file(part: Part) -> None:
    """Writes part.json into the part's (still staged) folder."""
    facts = {name: getattr(part, name) for name in _FACTS}
    write_file(part.folder / PART_FILE, orjson.dumps({"format": PART_FORMAT, **facts}, option=orjson.OPT_INDENT_2))


def open_part(folder: Path) -> Part:
    """The part in a folder; NoSnapshotError where it is gone, OperationError where its format is not this program's."""
    try:
        facts = orjson.loads((folder / PART_FILE).read_bytes())
    except FileNotFoundError:
        raise no_longer_kept(folder.parent.name, folder.name) from None
    if facts.pop("format") != PART_FORMAT:
        raise OperationError(f"{folder}: written in another format; run `./holdfast build`")
    facts["loads"] = tuple(facts["loads"])
    return Part(folder=folder, **facts)


def no_longer_kept(publisher_id: str, part_id: str) -> NoSnapshotError:
    """What is raised where a part is gone."""
    return NoSnapshotError(f"part {part_id} of {publisher_id}: no longer kept; run `./holdfast build`")


def part_folder(home: Path, publisher_id: str, part_id: str) -> Path:
    """Where a part lies."""
    return home / PARTS_FOLDER / publisher_id / part_id
