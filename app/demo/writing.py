"""Writes report tables as files: comma or tab separated, plain, compressed or in UTF-16, every value quoted."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv as pc

BATCH_ROWS = 16_384


@dataclass(frozen=True, slots=True)
class FileFormat:
    """How a file is written; `compression` as Arrow names it."""

    suffix: str
    delimiter: str = ","
    compression: str | None = None
    utf16: bool = False


CSV = FileFormat(".csv")
GZIP = FileFormat(".csv.gz", compression="gzip")
ZSTD = FileFormat(".csv.zst", compression="zstd")
EXCEL = FileFormat(".tsv", delimiter="\t", utf16=True)


def write_tables(path: Path, tables: Iterable[Any], file_format: FileFormat = CSV) -> int:
    """Writes tables of the same columns one after the other under one header; returns the number of rows."""
    rows = 0
    with open_sink(path, file_format) as sink:
        for table in tables:
            options = pc.WriteOptions(
                include_header=rows == 0,
                batch_size=BATCH_ROWS,
                delimiter=file_format.delimiter,
                quoting_style="all_valid",
            )
            pc.write_csv(table, sink, options)
            rows += table.num_rows
    if file_format.utf16:
        # Small files only: spreadsheets write UTF-16 with a byte order mark and their own line ends.
        text = path.read_text(encoding="utf-8").replace("\n", "\r\n")
        path.write_bytes(b"\xff\xfe" + text.encode("utf-16-le"))
    return rows


def open_sink(path: Path, file_format: FileFormat) -> Any:
    """An Arrow stream that writes the file, compressed where the format says so."""
    if file_format.compression is None:
        return pa.OSFile(str(path), "wb")
    return pa.CompressedOutputStream(str(path), file_format.compression)
