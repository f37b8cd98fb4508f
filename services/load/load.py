"""Loads files of one publisher into its lake: all of them, or none."""

import hashlib
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from db.depot import Depot
from db.files import make_folder
from db.lake import (
    STAGING_FOLDER,
    LakeFile,
    Load,
    clear_leftovers,
    erased_keys,
    loads,
    publish_load,
    publisher_folder,
)
from db.warehouse import connect
from domain.calendar import day_number
from domain.errors import BadInputError
from services.load.account import FileReport, LoadReport
from services.load.failures import report_engine_errors
from services.load.intake import Intake
from services.load.progress import Progress, Silence
from services.load.recognition import recognise
from services.load.source import open_source
from services.load.values import make_macros

Announce = Callable[[LoadReport], None]
DEFAULT_ZONE = "UTC"
ENGINE_SETTINGS = ("TimeZone = 'UTC'", "enable_progress_bar = true", "enable_progress_bar_print = false")


def keep_silent(_report: LoadReport) -> None:
    """Nobody waits for the report before its load is there."""


def load_files(
    home: Path,
    publisher_id: str,
    files: Sequence[Path],
    *,
    zone: str | None,
    name: str | None,
    replaces: tuple[date, date] | None,
    strict: bool,
    loaded_at: datetime,
    secret: bytes,
    memory_limit: str,
    threads: int,
    progress: Progress | None = None,
    announce: Announce = keep_silent,
    most_unpacked: int | None = None,
    depot: Depot | None = None,
) -> LoadReport:
    """Accepts the files as one load, or refuses them as a whole with a LoadRefusedError that names file, line and column.

    `zone` is the publisher's time zone, set by its first load; `replaces` are the first and last day for which each file is the whole
    truth; `strict` refuses bad rows instead of quarantining them; `loaded_at` has an offset. Bytes that were loaded before add nothing.
    `announce` is told of the report before the load appears in the lake, `most_unpacked` is how many bytes a packed file may hold.
    `depot` is where earlier files are, unless they are in the home.
    BadInputError for a publisher id, zone or range without meaning; OperationError where the disk is full.
    """
    folder = publisher_folder(home, publisher_id)
    clear_leftovers(home)
    past = loads(home, publisher_id)
    load = Load(
        load_id="",
        publisher_id=publisher_id,
        number=max((each.number for each in past), default=0) + 1,
        loaded_at=loaded_at.astimezone(UTC).isoformat(),
        zone=_settle_zone(publisher_id, past, zone),
        files=(),
        folder=folder,
        name=name,
    )
    days = _check_range(replaces)
    with report_engine_errors("Nothing was loaded"), _staging(home, load) as (staged, work):
        folders = sorted({staged.parent, folder.resolve(), *(path.resolve().parent for path in files)})
        connection = connect(memory_limit, threads, folders, work / "spill", ENGINE_SETTINGS)
        last_key_day = loaded_at.astimezone(UTC).date() + timedelta(days=1)
        try:
            for statement in make_macros(load.zone, last_key_day):
                connection.execute(statement)
            keys = erased_keys(home, publisher_id)
            intake = Intake(
                connection,
                staged,
                work,
                last_key_day,
                days,
                strict,
                secret,
                keys,
                progress or Silence(),
                depot or Depot(home),
            )
            taken, reports = _take_in_all(intake, files, past, most_unpacked)
        finally:
            connection.close()
        if not taken:
            return LoadReport(publisher_id, None, tuple(reports))
        load_id = _name_load(load, taken)
        final = folder / load_id
        told = (replace(each, already_loaded=load_id) if each.already_loaded == "" else each for each in reports)
        report = LoadReport(publisher_id, load_id, tuple(told))
        announce(report)
        publish_load(
            staged, replace(load, load_id=load_id, folder=final, files=tuple(_move(each, final) for each in taken))
        )
    return report


def _take_in_all(
    intake: Intake, files: Sequence[Path], past: Sequence[Load], most_unpacked: int | None
) -> tuple[list[LakeFile], list[FileReport]]:
    seen = {file.sha256: load.load_id for load in past for file in load.files}
    taken: list[LakeFile] = []
    reports: list[FileReport] = []
    before = [file for load in past for file in load.files]
    for number, path in enumerate(files, start=1):
        source = open_source(path, intake.work, number, most_unpacked)
        if source.sha256 in seen:
            known = recognise(source.name, source.header).report.name
            reports.append(FileReport(source.name, known, already_loaded=seen[source.sha256]))
            continue
        file, report = intake.take_in(source, len(taken) + 1, [*before, *taken])
        seen[source.sha256] = ""
        taken.append(file)
        reports.append(report)
        for unpacked in intake.work.glob("*-*"):
            unpacked.unlink()
    return taken, reports


def _name_load(load: Load, taken: Sequence[LakeFile]) -> str:
    told = [load.publisher_id, str(load.number), load.loaded_at, *(each.sha256 for each in taken)]
    return f"{load.number:04}-{hashlib.sha256(chr(10).join(told).encode()).hexdigest()[:12]}"


def _move(file: LakeFile, folder: Path) -> LakeFile:
    quarantine = folder / file.quarantine.name if file.quarantine else None
    return replace(file, path=folder / file.path.name, quarantine=quarantine)


def _settle_zone(publisher_id: str, past: Sequence[Load], zone: str | None) -> str:
    try:
        ZoneInfo(zone or DEFAULT_ZONE)
    except (KeyError, ValueError, OSError) as error:
        raise BadInputError(f"zone: {zone!r} is no time zone; takes a name such as Europe/Berlin or UTC") from error
    if not past:
        return zone or DEFAULT_ZONE
    if zone is not None and zone != past[0].zone:
        raise BadInputError(
            f"zone: publisher {publisher_id} has the zone {past[0].zone}, set by its first load, and it cannot become {zone}; "
            "leave it out, or unload all of its loads first"
        )
    return past[0].zone


def _check_range(replaces: tuple[date, date] | None) -> tuple[int, int] | None:
    if replaces is None:
        return None
    first, last = replaces
    if first > last:
        raise BadInputError(f"replaces: {first}..{last} ends before it starts; takes FROM..TO")
    return day_number(first), day_number(last)


@contextmanager
def _staging(home: Path, load: Load) -> Iterator[tuple[Path, Path]]:
    """Two folders that are gone afterwards: one to publish from, one to work in."""
    root = home.resolve() / STAGING_FOLDER / f"load-{load.publisher_id}-{load.number}"
    staged, work = root / "load", root / "work"
    make_folder(staged)
    work.mkdir()
    try:
        yield staged, work
    finally:
        shutil.rmtree(root, ignore_errors=True)
