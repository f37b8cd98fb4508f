"""Bytes as they were given, unpacked to plain UTF-8 text or Parquet, to their end mark."""

import codecs
import gzip
import hashlib
import io
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, Final, cast

from backports import zstd

from db.files import writing
from domain.errors import LoadRefusedError

CHUNK: Final = 1 << 22
PARQUET: Final = b"PAR1"
GZIP, ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"
_UTF16: Final = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}


class HashingReader(io.RawIOBase):
    """Reads through to a file and hashes all that passes."""

    def __init__(self, file: BinaryIO) -> None:
        super().__init__()
        self._file = file
        self.digest = hashlib.sha256()

    def readable(self) -> bool:
        """Yes."""
        return True

    def readinto(self, buffer: Any, /) -> int:
        """Fills the buffer from the file; 0 at its end."""
        data = self._file.read(len(buffer))
        buffer[: len(data)] = data
        self.digest.update(data)
        return len(data)


class LineEnds:
    """Whether lines end now with, now without a carriage return, which the engine refuses."""

    def __init__(self) -> None:
        self._pairs = self._lines = 0
        self._last = b""

    @property
    def mixed(self) -> bool:
        """Both have been seen."""
        return bool(self._pairs and self._lines)

    def see(self, chunk: bytes) -> None:
        """Counts the line ends of the next bytes."""
        if self.mixed:
            return
        pairs = int(self._last == b"\r" and chunk.startswith(b"\n"))
        if b"\r" in chunk:
            pairs += chunk.count(b"\r\n")
        if pairs or self._pairs or not self._lines:
            self._lines += chunk.count(b"\n") - pairs
        self._pairs += pairs
        self._last = chunk[-1:]


def is_packed(start: bytes) -> bool:
    """Whether a file that starts so cannot be read in place."""
    return start[:2] == GZIP or start == ZSTD or start[:2] in _UTF16


def unpack(name: str, file: BinaryIO, start: bytes, target: Path, most: int | None = None) -> None:
    """Writes the plain content of a file that starts so; LoadRefusedError without its end mark or beyond `most` bytes."""
    written = 0
    try:
        with writing(target), target.open("wb") as out:
            for chunk in _decode(_decompress(file, start)):
                written += len(chunk)
                if most is not None and written > most:
                    raise LoadRefusedError(f"{name}: {tell_too_much(most)}. Nothing was loaded.")
                out.write(chunk)
    except (EOFError, zlib.error, gzip.BadGzipFile, zstd.ZstdError) as error:
        raise LoadRefusedError(
            f"{name}: the compressed file is broken or was cut off ({error}); fetch it again. Nothing was loaded."
        ) from error
    except UnicodeDecodeError as error:
        raise LoadRefusedError(
            f"{name}: is not UTF-16 as its first bytes say ({error.reason}). Nothing was loaded."
        ) from error


def tell_too_much(most: int) -> str:
    """What is said of a file that holds more than it may."""
    return f"unpacks to more than {most} bytes, the most that HOLDFAST_LOAD_UNPACKED_BYTES allows; send it in pieces"


def _decompress(file: BinaryIO, start: bytes) -> BinaryIO:
    if start[:2] == GZIP:
        return cast(BinaryIO, gzip.GzipFile(fileobj=file))
    return cast(BinaryIO, zstd.ZstdFile(file)) if start == ZSTD else file


def _decode(file: BinaryIO) -> Iterator[bytes]:
    """Bytes in UTF-8 and with one kind of line end; Parquet as it is."""
    first = file.read(CHUNK)
    encoding = _UTF16.get(first[:2])
    if first[:4] == PARQUET:
        yield from _chunks(first, file)
        return
    decoder = codecs.getincrementaldecoder(encoding)() if encoding else None
    carry = b""
    for chunk in _chunks(first[2:] if encoding else first, file):
        text = carry + (decoder.decode(chunk).encode() if decoder else chunk)
        carry = b"\r" if text.endswith(b"\r") else b""
        yield text.removesuffix(b"\r").replace(b"\r\n", b"\n")
    if decoder:
        yield decoder.decode(b"", final=True).encode()
    yield carry


def _chunks(first: bytes, file: BinaryIO) -> Iterator[bytes]:
    chunk = first
    while chunk:
        yield chunk
        chunk = file.read(CHUNK)
