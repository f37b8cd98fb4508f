"""A watched place, a folder or an object store: what lies there for which publisher, fetched, and moved away with a word beside it."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import fsspec
from fsspec.core import url_to_fs
from fsspec.implementations.local import LocalFileSystem

from db.lake import check_publisher_id
from domain.errors import BadInputError, OperationError
from domain.loads import check_file_name

_CHANGED = ("LastModified", "last_modified", "updated")
_TAGS = ("ETag", "etag")
"""What S3, Azure and Google name them in the listings of fsspec."""


@dataclass(frozen=True, slots=True)
class WatchedFile:
    """A file that lies there: whose, its name, its bytes, when it was changed (text that sorts), and a mark that changes with it."""

    publisher_id: str
    name: str
    size: int
    changed: str
    mark: str


class WatchedPlace:
    """`<root>/<publisher id>/<file>`; all calls block."""

    def __init__(self, files: fsspec.AbstractFileSystem, root: str) -> None:
        self._files, self._root = files, root.rstrip("/")
        self._local = isinstance(files, LocalFileSystem)

    def list_files(self) -> list[WatchedFile]:
        """What lies there, the oldest of a publisher first; hidden names, links and folders of no publisher are left out.

        FileNotFoundError or PermissionError where the place cannot be read.
        """
        self._files.invalidate_cache()
        found = [file for folder in self._folders() for file in self._list_folder(folder)]
        return sorted(found, key=lambda file: (file.publisher_id, file.changed, file.name))

    def _folders(self) -> Iterator[str]:
        for each in self._files.ls(self._root, detail=True):
            if each["type"] == "directory" and not each.get("islink") and _is_publisher(_name_of(each)):
                yield _name_of(each)

    def _list_folder(self, publisher_id: str) -> Iterator[WatchedFile]:
        for each in self._files.ls(f"{self._root}/{publisher_id}", detail=True):
            if each["type"] == "file" and not each.get("islink") and _is_name(_name_of(each)):
                yield self._describe(publisher_id, each)

    def _describe(self, publisher_id: str, entry: dict[str, Any]) -> WatchedFile:
        name, size = _name_of(entry), int(entry["size"])
        changed = f"{entry['mtime']:020.6f}" if self._local else str(_first_of(entry, _CHANGED))
        # where a store has a tag of the content, its times are left out: it tells them more or less exactly
        tag = str(_first_of(entry, _TAGS)).strip('"') or f"{changed} {entry.get('ino', '')}"
        mark = hashlib.sha256("\n".join([publisher_id, name, str(size), tag]).encode()).hexdigest()
        return WatchedFile(publisher_id, name, size, changed, mark)

    def fetch(self, file: WatchedFile, target: Path) -> bool:
        """Copies a file; False where it is not as large as it was, or gone."""
        try:
            self._files.get_file(self._path(file), str(target))
        except FileNotFoundError:
            return False
        return target.stat().st_size == file.size

    def move(self, file: WatchedFile, folder: str, word: bytes, tie: str) -> bool:
        """Moves a file into a folder beside it, with a word in `<name>.json`; `tie` goes before its name where that one is taken.

        False, and nothing is moved, where it is gone or another lies in its place by now.
        """
        if not self._is_there(file):
            return False
        there = f"{self._root}/{file.publisher_id}/{folder}"
        if self._local:
            self._files.makedirs(there, exist_ok=True)
        taken = self._files.exists(f"{there}/{file.name}")
        target = f"{there}/{tie}-{file.name}" if taken else f"{there}/{file.name}"
        # the word first: whoever finds the file finds why it is there
        self._files.pipe_file(f"{target}.json", word)
        self._files.mv(self._path(file), target)
        return True

    def _is_there(self, file: WatchedFile) -> bool:
        self._files.invalidate_cache()
        try:
            return self._describe(file.publisher_id, self._files.info(self._path(file))).mark == file.mark
        except FileNotFoundError:
            return False

    def _path(self, file: WatchedFile) -> str:
        return f"{self._root}/{file.publisher_id}/{file.name}"


def open_watched(place: str) -> WatchedPlace:
    """The place of a folder or an fsspec URL; OperationError where its kind is unknown or its package is missing."""
    try:
        files, root = url_to_fs(place)
    except (ImportError, ValueError) as error:
        raise OperationError(f"HOLDFAST_WATCH: {place.partition('://')[0]} cannot be used here: {error}") from None
    return WatchedPlace(files, root)


def _name_of(entry: dict[str, Any]) -> str:
    return str(entry["name"]).rstrip("/").rpartition("/")[2]


def _first_of(entry: dict[str, Any], names: Sequence[str]) -> object:
    return next((entry[name] for name in names if entry.get(name)), "")


def _is_publisher(name: str) -> bool:
    try:
        check_publisher_id(name)
    except BadInputError:
        return False
    return True


def _is_name(name: str) -> bool:
    try:
        check_file_name(name)
    except BadInputError:
        return False
    return True
