"""Trusted documents: those that the operator registered, asked for by their hashes; in trusted mode nothing else is."""

import logging
from collections.abc import Mapping
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
_Stamp = tuple[int, int, int] | None


def identify(document: str) -> str:
    """The identifier of a document: the hash of its text, byte by byte."""
    return _PREFIX + sha256(document.encode()).hexdigest()


def write_registry(home: Path, documents: Mapping[str, str]) -> None:
    """Replaces the registry of a home, identifier -> document, as a whole."""
    replace_file(home / FILE, orjson.dumps(dict(documents), option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS))


def read_registry(home: Path) -> dict[str, str]:
    """The registry of a home, empty where there is none; OperationError where it is not what `documents` wrote."""
    path = home / FILE
    try:
        found = orjson.loads(path.read_bytes())
    except FileNotFoundError:
        return {}
    except orjson.JSONDecodeError as error:
        raise OperationError(f"{path}: not JSON ({error}); run `./holdfast documents` again") from None
    wrong = not isinstance(found, dict) or any(
        not isinstance(text, str) or name != identify(text) for name, text in found.items()
    )
    if wrong:
        raise OperationError(f"{path}: an entry is not named by its hash; run `./holdfast documents` again")
    return {str(name): str(text) for name, text in found.items()}


class TrustedDocuments:
    """The registry of a home, read again whenever its file was replaced."""

    def __init__(self, home: Path, only: bool) -> None:
        self._home = home
        self.only = only
        self._stamp: _Stamp = None
        self._documents: dict[str, str] = {}
        self._edition = 0
        self._broken = False

    def edition(self) -> int:
        """Another number each time the file was replaced; it is read again then."""
        stamp = _stamp(self._home / FILE)
        if stamp != self._stamp:
            self._documents, self._broken = {}, False
            try:
                self._documents = read_registry(self._home)
            except OperationError as error:
                # told to whoever asks for a registered document, and to nobody else; where the file is, to the operator
                _log.error("%s", error)
                self._broken = True
            self._stamp = stamp
            self._edition += 1
        return self._edition

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
        if self._broken:
            raise HttpRefusalError(500, "the registered documents cannot be read; register them again", "INTERNAL")
        if name not in self._documents:
            raise HttpRefusalError(
                404,
                "documentId: no such document is registered; have it registered by `./holdfast documents`",
                "NOT_FOUND",
            )
        return self._documents[name]


def _is_identifier(name: str) -> bool:
    digits = name.removeprefix(_PREFIX)
    return len(digits) == 64 and len(name) == 71 and set(digits) <= set("0123456789abcdef")


def _stamp(path: Path) -> _Stamp:
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size
