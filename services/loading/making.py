"""Makes a load, once however often it is begun, and publishes what was loaded; whatever goes wrong is told in the load."""

import errno
import logging
import traceback
from datetime import timedelta
from functools import partial
from typing import Any

import duckdb
import orjson

from db.lake import loads
from db.records.build_leases import fail_builds
from db.records.load_leases import Accepted, LoadLease, accept_load, end_load, retry_load
from db.records.models import LoadJobRow
from db.uploads import announce, list_files, read_announced
from domain.errors import BadInputError, LoadRefusedError, OperationError
from domain.loads import BuildStatus, LoadStatus
from services.build.build import build
from services.load import LoadReport, load_files
from services.loading.account import options_of
from services.loading.place import LoadPlace
from services.loading.progress import LoadProgress

_log = logging.getLogger("holdfast.loads")
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_NO_SPACE = "there is no space left on the service's disk; nothing was loaded. Send it again when there is"
_NO_MEMORY = "it needs more memory than HOLDFAST_MEMORY_LIMIT grants; nothing was loaded. Send it in pieces"
_UNEXPECTED = "it failed unexpectedly, several times; the log says why, under load {id}"
_NOT_BUILT = "it is loaded, but could not be published; run `./holdfast build`"


class FilesGoneError(OperationError):
    """What was to be loaded is not there: whoever sent it was not told that it was taken in."""


def make_load(place: LoadPlace, row: LoadJobRow, progress: LoadProgress) -> dict[str, Any]:
    """Loads what was sent and gives the account as programs read it; blocks. What a killed attempt has loaded is not loaded twice."""
    options = options_of(row)
    with place.changing() as depot:
        depot.open_lake(row.publisher_id)
        before = read_announced(place.uploads, row.id)
        if before is not None:
            report: dict[str, Any] = orjson.loads(before)
            if any(load.load_id == report["load"] for load in loads(depot.home, row.publisher_id)):
                return report
        files = list_files(place.uploads, row.id)
        if len(files) != row.files:
            raise FilesGoneError("what was sent is no longer there; nothing was loaded. Send it again")
        made = load_files(
            depot.home,
            row.publisher_id,
            files,
            zone=options.zone,
            name=options.name,
            replaces=options.replaces,
            strict=options.strict,
            loaded_at=place.clock(),
            secret=place.secret,
            memory_limit=place.memory_limit,
            threads=place.threads,
            progress=progress,
            announce=partial(_announce, place, row.id),
            most_unpacked=place.most_unpacked,
            depot=depot,
        )
        depot.close_lake(row.publisher_id)
        return made.describe()


def _announce(place: LoadPlace, job_id: str, report: LoadReport) -> None:
    announce(place.uploads, job_id, orjson.dumps(report.describe()))


def publish(place: LoadPlace) -> str:
    """Builds what is missing, and gives the snapshot that was published; blocks."""
    with place.changing() as depot:
        now = place.clock()
        depot.open_snapshots()
        report = build(
            depot.home,
            as_of=None,
            today=now.date(),
            built_at=now,
            memory_limit=place.memory_limit,
            threads=place.threads,
            keeping=place.keeping(),
            depot=depot,
        )
        depot.close_snapshots()
        place.built(depot)
    return report.snapshot


async def settle_load(place: LoadPlace, lease: LoadLease, row: LoadJobRow, report: dict[str, Any]) -> None:
    """Ends a load that was made; what brought something new waits to be published, if that was asked for."""
    load_id = report["load"]
    waits = BuildStatus.WAITING if load_id is not None and options_of(row).build else BuildStatus.NONE
    rows = sum(each["accepted"] for each in report["files"])
    told = Accepted(load_id, orjson.dumps(report).decode(), rows, waits)
    await accept_load(place.records, lease, told, place.clock())


async def settle_failure(place: LoadPlace, lease: LoadLease, error: Exception) -> None:
    """Ends a load that was refused or cannot be made, or puts it back for another attempt."""
    now = place.clock()
    refused = _explain_refusal(place, error)
    if refused is not None:
        await end_load(place.records, lease, LoadStatus.REFUSED, refused, now)
        return
    reason = _explain(error)
    if reason is not None:
        await end_load(place.records, lease, LoadStatus.FAILED, reason, now)
        return
    _log_unexpected(f"load {lease.job_id}, attempt {lease.attempt}", error)
    await retry_load(place.records, lease, _UNEXPECTED.format(id=lease.job_id), now, place.lease / 3)


async def settle_failed_build(place: LoadPlace, owner: str, error: Exception) -> None:
    """Puts what waits to be published back for another attempt, or gives it up where that would not do better."""
    if _explain(error) is None:
        _log_unexpected("the build", error)
        await fail_builds(place.records, owner, _NOT_BUILT, place.clock(), place.lease / 3)
        return
    _log.warning("the build failed: %s", type(error).__name__)
    await fail_builds(place.records, owner, _NOT_BUILT, place.clock(), timedelta(minutes=1))


def _explain_refusal(place: LoadPlace, error: Exception) -> str | None:
    """Why a load is refused: no path of this host, and no value of a row."""
    if isinstance(error, LoadRefusedError):
        return error.unquoted.replace(f"{place.home.resolve()}/", "").replace(f"{place.home}/", "")
    return str(error) if isinstance(error, BadInputError) else None


def _explain(error: Exception) -> str | None:
    """Why another attempt would not do better; None where one may. What the system and the engine say names files of this host."""
    if isinstance(error, FilesGoneError):
        return str(error)
    root: BaseException = error
    while isinstance(root, OperationError) and root.__cause__ is not None:
        root = root.__cause__
    if isinstance(root, duckdb.OutOfMemoryException):
        return _NO_MEMORY
    full = isinstance(root, OSError) and root.errno in _FULL
    return _NO_SPACE if full or (isinstance(root, duckdb.IOException) and "No space left" in str(root)) else None


def _log_unexpected(what: str, error: Exception) -> None:
    # not the error's own text: it may quote a row or a file's name
    where = "".join(traceback.format_tb(error.__traceback__))
    _log.error("%s failed: %s\n%s", what, type(error).__name__, where)
