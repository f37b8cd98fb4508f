"""Where parts are built: a part is taken as it is, or built on a bench and put in its place."""

import secrets
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from db.depot import Depot, list_files
from db.lake import STAGING_FOLDER, Load
from db.parts import PART_FILE, part_folder, write_part_file
from db.tables import PART
from domain.calendar import date_of, day_number
from services.build.as_of import default_as_of, find_told_as_of
from services.build.identity import part_id_of, version_of
from services.build.marts import list_question_texts, write_marts
from services.build.part import Engine, build_part
from services.load.progress import Progress, Silence


@dataclass(frozen=True, slots=True)
class BuiltPart:
    """A publisher's part: the day it speaks for, the rows of its loads, and whether it was there already."""

    publisher_id: str
    part_id: str
    as_of: date
    rows: int
    reused: bool


@dataclass(frozen=True, slots=True)
class Workshop:
    """Where and with what parts are built; `version` is that of the build itself."""

    depot: Depot
    memory_limit: str
    threads: int
    progress: Progress
    version: str

    @property
    def home(self) -> Path:
        """The folder of the depot."""
        return self.depot.home

    @contextmanager
    def bench(self, name: str) -> Iterator[Path]:
        """An empty folder to be, for one piece of work, gone afterwards: on a full disk it must not stay."""
        # of several builders one may do again what another, taken for dead, is still doing
        folder = self.home / STAGING_FOLDER / f"build-{name}-{secrets.token_hex(4)}"
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def engine(self, bench: Path) -> Engine:
        """An engine that spills into a bench."""
        return Engine(self.memory_limit, self.threads, bench / "spill")


def open_workshop(depot: Depot, memory_limit: str, threads: int, progress: Progress | None) -> Workshop:
    """A workshop of this version of the build."""
    version = version_of(Path(__file__).parent, list_question_texts())
    return Workshop(depot, memory_limit, threads, progress or Silence(), version)


def take_part(workshop: Workshop, own: Sequence[Load], as_of: int) -> BuiltPart:
    """The part of a publisher's loads at as_of (a day number), built unless it is there."""
    publisher_id = own[0].publisher_id
    part_id = _identify(workshop, own, as_of)
    rows = count_rows(own)
    if workshop.depot.has_part(publisher_id, part_id):
        workshop.depot.check_part(publisher_id, part_id)
        return BuiltPart(publisher_id, part_id, date_of(as_of), rows, True)
    workshop.depot.bring_files(list_files(own))
    workshop.progress.expect(publisher_id, rows)
    share, rest = divmod(rows, len(PART))
    with workshop.bench(part_id) as bench:
        staged = bench / "part"
        staged.mkdir(parents=True)
        engine = workshop.engine(bench)
        part = build_part(
            own,
            as_of,
            part_id=part_id,
            folder=staged,
            engine=engine,
            written=lambda _: workshop.progress.advance(share),
        )
        write_marts(part, engine)
        write_part_file(part)
        _place(workshop.depot, staged, part_folder(workshop.home, publisher_id, part_id))
    workshop.depot.keep_part(publisher_id, part_id)
    workshop.depot.drop_files(own)
    workshop.progress.advance(rest)
    workshop.progress.finish()
    return BuiltPart(publisher_id, part_id, date_of(as_of), rows, False)


def has_part(workshop: Workshop, own: Sequence[Load], as_of: int) -> bool:
    """Whether the part of a publisher's loads at as_of (a day number) is there."""
    return workshop.depot.has_part(own[0].publisher_id, _identify(workshop, own, as_of))


def tell_as_of(own: Sequence[Load], as_of: date | None, today: date) -> int | None:
    """The day number for which a publisher's part is built, where that is known without a look into files."""
    return day_number(as_of) if as_of is not None else find_told_as_of(own, today)


def find_as_of(workshop: Workshop, own: Sequence[Load], as_of: date | None, today: date) -> int:
    """The day number for which a publisher's part is built: the given day, or the publisher's own, at most today."""
    told = tell_as_of(own, as_of, today)
    if told is not None:
        return told
    workshop.depot.bring_files(list_files(own))
    with workshop.bench("as-of") as bench:
        return default_as_of(own, today, workshop.engine(bench))


def count_rows(own: Sequence[Load]) -> int:
    """The rows of a publisher's loads."""
    return sum(each.rows for load in own for each in load.files)


def _identify(workshop: Workshop, own: Sequence[Load], as_of: int) -> str:
    return part_id_of(own, as_of, workshop.depot.read_erased(own[0].publisher_id), workshop.version)


def _place(depot: Depot, staged: Path, final: Path) -> None:
    try:
        depot.place_part(staged, final)
    except OSError:
        if not (final / PART_FILE).exists():  # else another builder was first: the bytes are the same
            raise
