"""Where export files lie: a folder or an object store, through one interface; a file is there whole or not at all."""

import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import fsspec
from fsspec.core import url_to_fs
from fsspec.implementations.local import LocalFileSystem

from db.files import fsync_file, make_folder, remove_file, rename
from domain.errors import OperationError

_KEY = re.compile(r"([A-Za-z0-9_-]{16,32})\.([1-9][0-9]{0,8})\.(csv|tsv|parquet|xlsx)")
_UNFINISHED = ".unfinished-"


@dataclass(frozen=True, slots=True)
class FileKey:
    """The name of an export's file: its export, the attempt that wrote it, and its ending."""

    export_id: str
    attempt: int
    ending: str

    def __str__(self) -> str:
        return f"{self.export_id}.{self.attempt}.{self.ending}"


def read_key(text: str) -> FileKey | None:
    """The key of a file's name; None for a name that is none of ours."""
    found = _KEY.fullmatch(text)
    return FileKey(found[1], int(found[2]), found[3]) if found else None


class ExportStore:
    """The files of exports; all calls block. A missing file raises FileNotFoundError, whatever the storage."""

    def __init__(self, files: fsspec.AbstractFileSystem, root: str) -> None:
        self._files, self._root = files, root.rstrip("/")

    @property
    def folder(self) -> Path | None:
        """The folder, None where the storage is another machine's."""
        return Path(self._root) if isinstance(self._files, LocalFileSystem) else None

    def put(self, finished: Path, key: str) -> None:
        """Takes over a finished local file, which is gone afterwards: its key names all of it, or nothing."""
        if self.folder is None:
            # an object appears when all of it has arrived
            self._files.put_file(str(finished), self._path(key))
            finished.unlink()
            return
        make_folder(self.folder)
        target = self.folder / key
        if finished.stat().st_dev != self.folder.stat().st_dev:
            finished = _copy(finished, self.folder / f"{_UNFINISHED}{key}")
        rename(finished, target)

    def read(self, key: str, start: int, end: int) -> bytes:
        """The bytes of a file from `start` up to, not including, `end`."""
        found: bytes = self._files.cat_file(self._path(key), start=start, end=end)
        return found

    def size(self, key: str) -> int:
        """Bytes of a file."""
        self._files.invalidate_cache()
        return int(self._files.size(self._path(key)))

    def delete(self, key: str) -> None:
        """Takes a file away; one that is already gone is no error."""
        if self.folder is not None:
            if self.folder.exists():
                remove_file(self.folder / key)
            return
        with suppress(FileNotFoundError):
            self._files.rm_file(self._path(key))

    def list_keys(self) -> Sequence[FileKey]:
        """The keys of all files; what others put there is left out."""
        self._files.invalidate_cache()
        try:
            found = self._files.ls(self._root, detail=False)
        except FileNotFoundError:
            return ()
        keys = (read_key(str(path).rstrip("/").rpartition("/")[2]) for path in sorted(found))
        return tuple(key for key in keys if key is not None)

    def unfinished(self) -> Iterator[Path]:
        """Copies that were cut short, of a folder."""
        if self.folder is not None and self.folder.exists():
            yield from sorted(self.folder.glob(f"{_UNFINISHED}*"))

    def _path(self, key: str) -> str:
        return f"{self._root}/{key}"


def _copy(source: Path, target: Path) -> Path:
    try:
        shutil.copyfile(source, target)
        fsync_file(target)
    except OSError:
        target.unlink(missing_ok=True)
        raise
    source.unlink()
    return target


def open_store(place: str) -> ExportStore:
    """The storage of a folder or an fsspec URL; OperationError where its kind is unknown or its package is missing."""
    try:
        files, root = url_to_fs(place)
    except (ImportError, ValueError) as error:
        raise OperationError(f"HOLDFAST_EXPORTS: {_kind(place)} cannot be used here: {error}") from None
    return ExportStore(files, root)


def _kind(place: str) -> str:
    return f"{place.partition('://')[0]}://" if "://" in place else "the folder"
