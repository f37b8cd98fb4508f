"""Report files with something wrong: each written to a folder, each to be refused with a message that says what."""

import gzip
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pyarrow.csv as pc
import pyarrow.parquet as pq
from backports import zstd

ROWS = "".join(f"2023-12-{1 + number % 28:02},north-{number % 30:02},ledger,{number % 7}.5\n" for number in range(5000))
USAGE = f"used_on,customer_id,offer_id,raw_hours\n{ROWS}".encode()


@dataclass(frozen=True, slots=True)
class Broken:
    """A file that no load takes: its name, how it is made at a path, and what is said of it after its name, `{path}` being the path."""

    name: str
    make: Callable[[Path], object]
    message: str


def write_half(data: bytes) -> Callable[[Path], object]:
    """Makes a file of the first half of some bytes."""
    return lambda path: path.write_bytes(data[: len(data) // 2])


def write_half_parquet(path: Path) -> None:
    """Makes a Parquet file of which the second half is missing."""
    whole = path.with_suffix(".csv")
    whole.write_bytes(USAGE)
    pq.write_table(pc.read_csv(whole), path)
    write_half(path.read_bytes())(path)
    whole.unlink()


def write(data: bytes) -> Callable[[Path], object]:
    """Makes a file of some bytes."""
    return lambda path: path.write_bytes(data)


BROKEN = (
    Broken(
        "cut.csv.gz",
        write_half(gzip.compress(USAGE)),
        "the compressed file is broken or was cut off (Compressed file ended before the end-of-stream marker was reached); fetch it again",
    ),
    Broken(
        "cut.csv.zst",
        write_half(zstd.compress(USAGE)),
        "the compressed file is broken or was cut off (Compressed file ended before the end-of-stream marker was reached); fetch it again",
    ),
    Broken(
        "cut.parquet",
        write_half_parquet,
        "is broken Parquet (Parquet magic bytes not found in footer. "
        "Either the file is corrupted or this is not a parquet file.); fetch it again",
    ),
    Broken(
        "semicolons.csv",
        write(USAGE.replace(b",", b";")),
        "line 1: cells are parted by semicolons; takes commas or tabs",
    ),
    Broken(
        "cut-in-a-quote.csv",
        write(USAGE + b'2023-12-01,"north-0'),
        "line 5002: cannot be read: a quote is opened and never closed; fetch the file again",
    ),
    Broken("empty.csv", write(b""), "is empty; a report has at least its header"),
    Broken("folder.csv", Path.mkdir, "is no file ({path}); give a report file"),
    Broken("missing.csv", Path.exists, "No such file or directory ({path})"),
    Broken("binary.csv", write(bytes(range(256)) * 64), "line 1: is no text; takes CSV or TSV in UTF-8, or Parquet"),
    Broken("zeros.csv", write(bytes(4096)), "line 1: is no text; takes CSV or TSV in UTF-8, or Parquet"),
)
