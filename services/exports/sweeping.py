"""Takes away export files that nobody can have any more: expired, canceled, failed, unknown and half-made ones."""

from collections.abc import Collection, Iterator
from datetime import datetime
from pathlib import Path
from shutil import rmtree

from anyio.to_thread import run_sync

from db.exports import ExportStore, FileKey, read_key
from db.records.export_ends import end_erased, expire_exports, files_in_use
from services.exports.making import Workplace

_AT_ONCE = 5000
"""Ids in one statement: databases take some ten thousands."""


async def sweep(place: Workplace, now: datetime) -> int:
    """Ends the exports whose time has come and deletes every file that is neither ready nor being written; gives how many files."""
    await expire_exports(place.records, now)
    # listed before the records are read: what appears later is not looked at, what ends later is found the next time
    folders = await run_sync(_list_folders, place.folder)
    keys = await run_sync(place.store.list_keys)
    unfinished = await run_sync(_list_unfinished, place.store)
    named = {key.export_id for key in keys} | {export_id for _, export_id, _ in folders}
    used = await _files_in_use(place, sorted(named))
    gone = [key for key in keys if (key.export_id, key.attempt) not in used]
    for key in gone:
        await run_sync(place.store.delete, str(key))
    for folder, export_id, attempt in folders:
        if (export_id, attempt) not in used:
            await run_sync(rmtree, folder, True)
    for path in unfinished:
        half = _key_of(path)
        if half is None or (half.export_id, half.attempt) not in await _files_in_use(place, [half.export_id]):
            path.unlink(missing_ok=True)
    return len(gone)


async def forget_erased(place: Workplace, publisher_id: str, kept_part: str | None, now: datetime) -> int:
    """Ends the publisher's exports that may hold a customer and were made of other parts, and deletes their files; gives how many.

    To be called when the old parts are deleted: what is being written of them then ends without a file.
    """
    ended = await end_erased(place.records, publisher_id, kept_part, now)
    await sweep(place, now)
    return ended


async def _files_in_use(place: Workplace, ids: Collection[str]) -> frozenset[tuple[str, int]]:
    wanted = list(ids)
    used: set[tuple[str, int]] = set()
    for start in range(0, len(wanted), _AT_ONCE):
        used |= await files_in_use(place.records, wanted[start : start + _AT_ONCE])
    return frozenset(used)


def _list_folders(folder: Path) -> list[tuple[Path, str, int]]:
    """The folders of attempts, with the export's id and the attempt."""
    return list(_read_folders(folder)) if folder.exists() else []


def _read_folders(folder: Path) -> Iterator[tuple[Path, str, int]]:
    for path in sorted(folder.iterdir()):
        export_id, _, attempt = path.name.rpartition(".")
        if export_id and attempt.isdecimal():
            yield path, export_id, int(attempt)


def _list_unfinished(store: ExportStore) -> list[Path]:
    return list(store.unfinished())


def _key_of(path: Path) -> FileKey | None:
    return read_key(path.name.partition("unfinished-")[2])
