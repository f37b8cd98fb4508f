"""A file as it was given: its hash, its header, and its content as text or Parquet that the engine can read."""

import csv
import io
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

import pyarrow as pa
import pyarrow.parquet as pq

from domain.errors import LoadRefusedError
from services.load.unpacking import CHUNK, PARQUET, HashingReader, LineEnds, is_packed, unpack

_ZIP: Final = b"PK\x03\x04"


@dataclass(frozen=True, slots=True)
class Source:
    """A file ready to be read.

    `path` links to the file or, where it had to be unpacked, is a copy, in the working folder; `floats` are the columns of a Parquet
    file that may hold NaN; `size` is in bytes, unpacked; `rows` are those of a Parquet file; `broken` says that
    one more column tells what is broken about a record.
    """

    name: str
    path: Path
    sha256: str
    header: tuple[str, ...]
    delimiter: str
    parquet: bool
    floats: frozenset[str]
    size: int
    rows: int = 0
    broken: bool = False


def open_source(path: Path, work: Path, number: int, most: int | None = None) -> Source:
    """Reads the whole file once; LoadRefusedError where it cannot be read to its end.

    `work` is a folder for the unpacked copy or a link to the file; `number` tells the files of a load apart; `most`
    bytes may be unpacked, None: as many as there are.
    """
    plain = work / f"source-{number}"
    with _open_given(path) as file:
        start = file.read(4)
        file.seek(0)
        hashing = HashingReader(file)
        buffered = io.BufferedReader(hashing, CHUNK)
        ends = LineEnds()
        if is_packed(start):
            unpack(path.name, buffered, start, plain, most)
        while chunk := buffered.read(CHUNK):
            ends.see(chunk)
    if ends.mixed and start != PARQUET and not is_packed(start):
        with path.open("rb") as file:
            unpack(path.name, file, start, plain, most)
    elif not plain.exists():
        plain.symlink_to(path.resolve())
    return _describe(path.name, plain, hashing.digest.hexdigest())


def _open_given(path: Path) -> BinaryIO:
    if path.exists() and not path.is_file():
        raise LoadRefusedError(f"{path.name}: is no file ({path.absolute()}); give a report file. Nothing was loaded.")
    try:
        return path.open("rb")
    except OSError as error:
        raise LoadRefusedError(f"{path.name}: {error.strerror} ({path.absolute()}). Nothing was loaded.") from error


def _describe(name: str, path: Path, sha256: str) -> Source:
    size = path.stat().st_size
    with path.open("rb") as file:
        start = file.read(4)
    if start == PARQUET:
        schema, rows = _parquet_header(name, path)
        floats = frozenset(field.name for field in schema if pa.types.is_floating(field.type))
        return Source(name, path, sha256, tuple(schema.names), "", True, floats, size, rows)
    if start == _ZIP:
        raise LoadRefusedError(f"{name}: is a workbook or ZIP archive; save the sheet as CSV. Nothing was loaded.")
    if size == 0:
        raise LoadRefusedError(f"{name}: is empty; a report has at least its header. Nothing was loaded.")
    header, delimiter = _text_header(name, path)
    if any("\0" in cell for cell in header):
        raise LoadRefusedError(
            f"{name}: line 1: is no text; takes CSV or TSV in UTF-8, or Parquet. Nothing was loaded."
        )
    if len(header) == 1 and ";" in header[0]:
        raise LoadRefusedError(
            f"{name}: line 1: cells are parted by semicolons; takes commas or tabs. Nothing was loaded."
        )
    return Source(name, path, sha256, header, delimiter, False, frozenset(), size)


def _parquet_header(name: str, path: Path) -> tuple[pa.Schema, int]:
    try:
        with pq.ParquetFile(path) as file:
            return file.schema_arrow, file.metadata.num_rows
    except (pa.ArrowInvalid, OSError) as error:
        raise LoadRefusedError(f"{name}: is broken Parquet ({error}); fetch it again. Nothing was loaded.") from error


def _text_header(name: str, path: Path) -> tuple[tuple[str, ...], str]:
    """The first record, and what parts its cells: the tab where it has one outside quotes, else the comma."""
    try:
        with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as file:
            start = file.readline(1 << 20)
            delimiter = "\t" if "\t" in "".join(start.split('"')[::2]) else ","
            file.seek(0)
            record = next(csv.reader(file, delimiter=delimiter, strict=True), [])
            "".join(record).encode()
    except UnicodeEncodeError as error:
        raise LoadRefusedError(f"{name}: line 1: is not UTF-8; save the file as UTF-8. Nothing was loaded.") from error
    except csv.Error as error:
        raise LoadRefusedError(f"{name}: line 1: the header cannot be read ({error}). Nothing was loaded.") from error
    return tuple(cell.strip() for cell in record), delimiter
