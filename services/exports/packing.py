"""The file that a spreadsheet is packed into at its end, which takes long: whoever waits is asked whether it still does."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from typing_extensions import Buffer

_STEP = 1 << 20
"""Bytes after which the next question is asked."""


class Packed:
    """What the library packs into; once it is left by an error it takes whatever comes and keeps nothing.

    The library's archive ends itself when it is collected, and would write to a closed file then.
    """

    def __init__(self, path: Path, waiting: Callable[[], None]) -> None:
        self._file: BinaryIO = path.open("wb")
        self._waiting = waiting
        self._asked = 0

    def __enter__(self) -> "Packed":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        given_up = self._file
        if error is not None:
            self._file, self._waiting = _Nowhere(given_up.tell()), _do_nothing
        given_up.close()

    def write(self, data: bytes) -> int:
        """Writes, and asks now and then."""
        if self._file.tell() >= self._asked + _STEP:
            self._asked = self._file.tell()
            self._waiting()
        return self._file.write(data)

    def tell(self) -> int:
        """Where the next byte goes."""
        return self._file.tell()

    def seek(self, place: int, whence: int = 0) -> int:
        """Goes elsewhere."""
        return self._file.seek(place, whence)

    def flush(self) -> None:
        """Hands over what is held."""
        self._file.flush()


def _do_nothing() -> None:
    """Nobody waits any more."""


class _Nowhere(BytesIO):
    """Remembers places alone."""

    def __init__(self, place: int) -> None:
        super().__init__()
        self._place = place

    def write(self, data: Buffer) -> int:
        number = memoryview(data).nbytes
        self._place += number
        return number

    def tell(self) -> int:
        return self._place

    def seek(self, place: int, whence: int = 0) -> int:
        self._place = place if whence == 0 else self._place
        return self._place
