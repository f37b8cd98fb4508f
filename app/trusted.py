"""Trusted documents: those of the service's own pages and those that the operator registered, asked for by their hashes."""

import logging
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import orjson

from app.refusals import HttpRefusalError
from db.files import replace_file
from domain.errors import ForbiddenError, OperationError

_log = logging.getLogger("holdfast.documents")

FILE = "documents.json"
_PREFIX = "sha256:"
_TAKES = f"documentId: takes {_PREFIX} and 64 hexadecimal digits in lower case"
_UNKNOWN = "documentId: no such document is registered; have it registered by `./holdfast documents`"
_AGAIN = "run `./holdfast documents` again"
_Stamp = tuple[int, int, int] | None


def identify(document: str) -> str:
    """The identifier of a document: the hash of its text, byte by byte."""
    return _PREFIX + sha256(document.encode()).hexdigest()


def write_registry(home: Path, documents: Mapping[str, str]) -> None:
    """Replaces the registry of a home, identifier -> document, as a whole."""
    replace_file(home / FILE, orjson.dumps(dict(documents), option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS))


def read_registry(home: Path) -> dict[str, str]:
    """The registry of a home, empty where there is none; OperationError where it is not what `documents` wrote."""
    return _read_file(home / FILE)


def _read_file(path: Path) -> dict[str, str]:
    try:
        found = orjson.loads(path.read_bytes())
    except FileNotFoundError:
        return {}
    except orjson.JSONDecodeError as error:
        raise OperationError(f"{path}: not JSON ({error}); {_AGAIN}") from None
    wrong = not isinstance(found, dict) or any(
        not isinstance(text, str) or name != identify(text) for name, text in found.items()
    )
    if wrong:
        raise OperationError(f"{path}: an entry is not named by its hash; {_AGAIN}")
    return {str(name): str(text) for name, text in found.items()}


class TrustedDocuments:
    """What registries hold, files that are read again whenever one of them was replaced. `only`: nothing else is executed."""

    def __init__(self, registries: Sequence[Path], only: bool) -> None:
        self._registries = tuple(registries)
        self.only = only
        self._stamps: tuple[_Stamp, ...] = (None,) * len(self._registries)
        self._documents: dict[str, str] = {}
        self._edition = 0
        self._broken = False

    def edition(self) -> int:
        """Another number each time a registry was replaced; all are read again then."""
        stamps = tuple(map(_stamp, self._registries))
        if stamps != self._stamps:
            self._documents, self._broken = {}, False
            for path in self._registries:
                self._read(path)
            self._stamps = stamps
            self._edition += 1
        return self._edition

    def _read(self, path: Path) -> None:
        try:
            self._documents |= _read_file(path)
        except OperationError as error:
            # told to whoever asks for a document that is not known, and to nobody else; where the file is, to the operator
            _log.error("%s", error)
            self._broken = True

    def holds(self, document: str) -> bool:
        """Whether a document is registered."""
        return bool(self._documents) and identify(document) in self._documents

    def choose(self, given: Mapping[str, Any]) -> object:
        """What stands for the `query` of a request: the registered document, where it names one."""
        name = given.get("documentId")
        if name is None:
            if self.only:
                raise ForbiddenError("this service executes registered documents only; send `documentId` alone")
            return given.get("query")
        if given.get("query") is not None:
            raise HttpRefusalError(400, "documentId and query: both given; give one of them")
        if not isinstance(name, str) or not _is_identifier(name):
            raise HttpRefusalError(400, _TAKES)
        self.edition()
        if name in self._documents:
            return self._documents[name]
        if self._broken:
            raise HttpRefusalError(500, "the registered documents cannot be read; register them again", "INTERNAL")
        raise HttpRefusalError(404, _UNKNOWN, "NOT_FOUND")


def _is_identifier(name: str) -> bool:
    digits = name.removeprefix(_PREFIX)
    return len(digits) == 64 and len(name) == 71 and set(digits) <= set("0123456789abcdef")


def _stamp(path: Path) -> _Stamp:
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size
