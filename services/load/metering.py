"""How much packed bytes hold, counted while they come: what would fill the disk is refused before it is there."""

import zlib
from typing import Final, Protocol

from backports import zstd

from services.load.unpacking import CHUNK, GZIP, ZSTD

_START: Final = 4


class TooMuchError(Exception):
    """The bytes hold more than they may."""


class Budget:
    """How many bytes all files of a load may hold together."""

    def __init__(self, most: int) -> None:
        self.most = self._left = most

    def spend(self, number: int) -> None:
        """Counts bytes; TooMuchError where there are more than may be."""
        self._left -= number
        if self._left < 0:
            raise TooMuchError


class _Decoder(Protocol):
    """Gives at most a chunk at a time, so that no bomb is in memory whole."""

    over: bool

    def take(self, data: bytes) -> tuple[int, bytes]:
        """How many bytes come of these, and what of them is left to be taken."""


class _Gzip:
    def __init__(self) -> None:
        self._stream = zlib.decompressobj(31)
        self._begun = self.over = False

    def take(self, data: bytes) -> tuple[int, bytes]:
        # zeros may stand between members
        data = data if self._begun else data.lstrip(b"\0")
        self._begun = self._begun or bool(data)
        if not self._begun:
            return 0, b""
        found = len(self._stream.decompress(data, CHUNK))
        self.over = self._stream.eof
        return found, self._stream.unused_data if self.over else self._stream.unconsumed_tail


class _Zstd:
    def __init__(self) -> None:
        self._stream = zstd.ZstdDecompressor()
        self.over = False

    def take(self, data: bytes) -> tuple[int, bytes]:
        found = len(self._stream.decompress(data, CHUNK))
        self.over = self._stream.eof
        return found, self._stream.unused_data if self.over else b""


class Meter:
    """Of one file. What is broken is counted no further: loading says what is wrong with it."""

    def __init__(self, budget: Budget) -> None:
        self._budget = budget
        self._start = b""
        self._kind: type[_Gzip] | type[_Zstd] | None = None
        self._decoder: _Decoder | None = None

    def feed(self, data: bytes) -> None:
        """Counts what the next bytes hold; plain ones hold themselves. TooMuchError where that is too much."""
        if len(self._start) < _START:
            self._start += data
            if len(self._start) < _START:
                return
            data, self._kind = self._start, _kind_of(self._start)
            self._start = self._start[:_START]
            self._decoder = self._kind() if self._kind else None
        if self._kind is None:
            self._budget.spend(len(data))
            return
        try:
            self._unpack(data)
        except (zlib.error, zstd.ZstdError):
            self._decoder = None

    def _unpack(self, data: bytes) -> None:
        while self._decoder is not None and self._kind is not None:
            number, data = self._decoder.take(data)
            self._budget.spend(number)
            if self._decoder.over:
                self._decoder = self._kind()
            elif number == CHUNK:
                continue
            if not data:
                return


def _kind_of(start: bytes) -> type[_Gzip] | type[_Zstd] | None:
    if start[:2] == GZIP:
        return _Gzip
    return _Zstd if start[:4] == ZSTD else None
