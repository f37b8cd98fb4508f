"""Makes the file of an export and puts it where it is downloaded from; whatever goes wrong is told in the export."""

import errno
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from shutil import rmtree

import duckdb

from db.exports import ExportStore, FileKey
from db.files import make_folder
from db.records.engine import Records
from db.records.export_leases import Finished, Lease, fail_export, finish_export, retry_export
from domain.errors import HoldfastError, OperationError, StoppedError
from domain.exports import ExportRequest
from services.exports.pinning import check_kept
from services.exports.writing import Tell, write_export
from services.view import View

_log = logging.getLogger("holdfast.exports")
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_NO_SPACE = "there is no space left for the file; free some, then ask for it again"
_NO_MEMORY = (
    "it needs more memory than HOLDFAST_MEMORY_LIMIT grants, or more space than there is for ordering its rows; raise that,"
    " free some, or ask for less"
)
_UNEXPECTED = "it failed unexpectedly, several times; the log says why, under export {id}"


@dataclass(frozen=True, slots=True)
class Workplace:
    """Where exports are made: their records, their storage, a local folder for files being written, and how long files stay."""

    records: Records
    store: ExportStore
    folder: Path
    life: timedelta
    lease: timedelta
    clock: Callable[[], datetime]


def make_file(place: Workplace, view: View, asked: ExportRequest, lease: Lease, tell: Tell) -> Finished:
    """Writes the file into a folder of the attempt's own and hands it to the storage; blocks. Nothing is left where it fails."""
    key = FileKey(lease.export_id, lease.attempt, asked.format.ending)
    folder = place.folder / f"{key.export_id}.{key.attempt}"
    make_folder(folder)
    try:
        target = folder / str(key)
        written = write_export(view, asked, target, tell)
        check_kept(view)
        place.store.put(target, str(key))
    finally:
        rmtree(folder, ignore_errors=True)
    return Finished(str(key), written.rows, written.bytes, written.sha256, written.personal_data, written.delivered)


async def settle(place: Workplace, lease: Lease, making: Awaitable[Finished]) -> None:
    """Waits for a file and ends the export with what became of it: ready, failed, or to be tried again. Raises StoppedError."""
    try:
        finished = await making
    except StoppedError:
        raise
    except Exception as error:  # noqa: BLE001 - told in the export or tried again, and in the log
        await _settle_failure(place, lease, error)
        return
    if not await finish_export(place.records, lease, finished, place.clock(), place.life):
        # canceled, or taken up by another worker: nobody will ever ask for this file
        with suppress(OSError):
            place.store.delete(finished.file)


async def _settle_failure(place: Workplace, lease: Lease, error: Exception) -> None:
    reason = explain(error)
    if reason is None:
        _log.error("export %s failed, attempt %s", lease.export_id, lease.attempt, exc_info=error)
        told = _UNEXPECTED.format(id=lease.export_id)
        await retry_export(place.records, lease, told, place.clock(), place.lease / 3)
        return
    _log.warning("export %s failed: %s", lease.export_id, type(error).__name__)
    await fail_export(place.records, lease, reason, place.clock())


def explain(error: Exception) -> str | None:
    """Why there will be no file, for who asked: no path, nothing personal; None where another attempt may do better."""
    root = _root(error)
    if isinstance(root, duckdb.OutOfMemoryException):
        return _NO_MEMORY
    full = isinstance(root, OSError) and root.errno in _FULL
    if full or (isinstance(root, duckdb.IOException) and "No space left" in str(root)):
        return _NO_SPACE
    # what else the engine says names files of this host
    return str(root) if isinstance(root, HoldfastError) else None


def _root(error: BaseException) -> BaseException:
    """What an error of an operation was raised for."""
    while type(error) is OperationError and error.__cause__ is not None:
        error = error.__cause__
    return error
