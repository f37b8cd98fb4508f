"""A storage: objects under names in a bucket or a shared folder, each there whole or not at all."""

import os
import secrets
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final, TypeVar

import fsspec
from fsspec.implementations.local import LocalFileSystem

from db.files import fsync_file, make_folder, rename, step
from domain.errors import OperationError

_AT_ONCE: Final = 16
"""Objects that are fetched, read or removed at the same time."""

Given = TypeVar("Given")
Made = TypeVar("Made")


class Storage:
    """Objects by name (`a/b/c`); all calls block. What is missing raises FileNotFoundError, any other trouble OperationError."""

    def __init__(self, files: fsspec.AbstractFileSystem, root: str, address: str) -> None:
        self._files, self._root, self.address = files, root.rstrip("/"), address.rstrip("/")
        self._folder = Path(self._root) if isinstance(files, LocalFileSystem) else None

    def objects(self, below: str) -> dict[str, int]:
        """The objects below a name, with their bytes, in the order of their names."""
        return {name: int(str(facts["size"])) for name, facts in self._list(below).items()}

    def marks(self, below: str) -> dict[str, str | None]:
        """The objects below a name, each with a text that changes with it; None where the store tells none, as a folder."""
        return {name: facts.get("ETag") or facts.get("etag") for name, facts in self._list(below).items()}

    def _list(self, below: str) -> dict[str, dict[str, Any]]:
        with self._naming(below):
            self._files.invalidate_cache()
            found = self._find(below)
        start = len(self._root) + 1
        named = {path[start:]: facts for path, facts in sorted(found.items())}
        # s3fs gives the name itself where it found nothing below, even where others have put something there by then
        within = f"{below.rstrip('/')}/".lstrip("/")
        return {name: facts for name, facts in named.items() if name.startswith(within) and not _is_draft(name)}

    def read(self, name: str) -> bytes:
        """The bytes of an object."""
        with self._naming(name):
            found: bytes = self._files.cat_file(self._path(name))
        return found

    def read_all(self, names: Iterable[str]) -> dict[str, bytes]:
        """The bytes of several objects; what was removed meanwhile is left out."""
        return {name: data for name, data in at_once(self._read_or_none, names) if data is not None}

    def exists(self, name: str) -> bool:
        """Whether there is such an object."""
        with self._naming(name):
            self._files.invalidate_cache()
            return bool(self._files.isfile(self._path(name)))

    def fetch(self, name: str, target: Path) -> None:
        """Copies an object into a local file that nobody reads yet."""
        with self._naming(name):
            self._files.get_file(self._path(name), str(target))

    def put(self, name: str, data: bytes) -> None:
        """Puts an object in place of what has its name; it appears by one step."""
        step("before-put")
        with self._naming(name):
            if self._folder is None:
                self._files.pipe_file(self._path(name), data)
            else:
                draft = self._draft(name)
                draft.write_bytes(data)
                fsync_file(draft)
                rename(draft, self._folder / name)
        step("after-put")

    def put_file(self, source: Path, name: str) -> None:
        """The same with the bytes of a local file."""
        step("before-put")
        with self._naming(name):
            if self._folder is None:
                self._files.put_file(str(source), self._path(name))
            else:
                draft = self._draft(name)
                self._files.put_file(str(source), str(draft))
                fsync_file(draft)
                rename(draft, self._folder / name)
        step("after-put")

    def create(self, name: str, data: bytes) -> bool:
        """Puts an object unless there is one of its name, and says whether it did: of several who try at once, one does."""
        with self._naming(name):
            try:
                if self._folder is None:
                    self._files.pipe_file(self._path(name), data, mode="create")
                else:
                    _link(self._draft(name), self._folder / name, data)
            except FileExistsError:
                return False
            except OSError as error:
                # how a store says that a condition does not hold differs; what is there now does not
                if self.exists(name):
                    return False
                raise error
        return True

    def remove(self, names: Iterable[str]) -> None:
        """Takes objects away; those that are gone already are no error."""
        wanted = tuple(names)
        if wanted:
            step("before-take-away")
            for _ in at_once(self._remove, wanted):
                pass
            step("after-take-away")

    def _remove(self, name: str) -> None:
        with self._naming(name), suppress(FileNotFoundError):
            self._files.rm_file(self._path(name))

    def _read_or_none(self, name: str) -> bytes | None:
        try:
            return self.read(name)
        except FileNotFoundError:
            return None

    def _find(self, below: str) -> dict[str, dict[str, Any]]:
        if self._folder is not None:
            return dict(self._walk(self._folder / below))
        try:
            found: dict[str, dict[str, Any]] = self._files.find(f"{self._root}/{below}", detail=True)
        except FileNotFoundError as error:
            # below a bucket that is there nothing is missing: there is nothing yet
            raise OSError(str(error)) from error
        return found

    def _walk(self, folder: Path) -> Iterator[tuple[str, dict[str, Any]]]:
        """The files below a folder; what goes while it is looked at is not there."""
        for place, _, names in os.walk(folder):  # which passes over folders that go
            for name in names:
                path = Path(place, name)
                with suppress(FileNotFoundError):
                    yield str(path), {"size": path.stat().st_size}

    def _path(self, name: str) -> str:
        return f"{self._root}/{name}"

    def _draft(self, name: str) -> Path:
        assert self._folder is not None
        target = self._folder / name
        make_folder(target.parent)
        return target.with_name(f".{target.name}.{secrets.token_hex(8)}")

    @contextmanager
    def _naming(self, name: str) -> Iterator[None]:
        try:
            yield
        except (FileNotFoundError, FileExistsError, OperationError):
            raise
        except Exception as error:  # each store's package raises errors of its own kinds
            raise OperationError(
                f"HOLDFAST_STORAGE: {self.address}/{name}: {_first_line(error)}; see that the storage is there and that its"
                " credentials let this service list, read, put and delete"
            ) from error


def _is_draft(name: str) -> bool:
    """Whether it is what is still being written in a folder."""
    return name.rpartition("/")[2].startswith(".")


def _link(draft: Path, target: Path, data: bytes) -> None:
    draft.write_bytes(data)
    try:
        fsync_file(draft)
        os.link(draft, target)
        fsync_file(target.parent)
    finally:
        draft.unlink()


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]


def at_once(work: Callable[[Given], Made], given: Iterable[Given]) -> Iterator[tuple[Given, Made]]:
    """What a function makes of each, several at a time, in the order given; the first error ends it."""
    wanted = list(given)
    if len(wanted) < 2:
        yield from ((each, work(each)) for each in wanted)
        return
    with ThreadPoolExecutor(min(_AT_ONCE, len(wanted))) as pool:
        yield from zip(wanted, pool.map(work, wanted), strict=True)
