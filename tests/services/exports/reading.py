"""Reads exported files back, each with another program than wrote it, into plain values that can be compared."""

import csv
import zipfile
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl  # type: ignore[import-untyped]
import pyarrow.parquet as pq
import pytest
from openpyxl.utils.escape import unescape  # type: ignore[import-untyped]

from domain.exports import ExportFormat

Rows = list[dict[str, Any]]
_DELIMITERS = {ExportFormat.CSV: ",", ExportFormat.TSV: "\t"}


def read_rows(path: Path, kind: ExportFormat) -> tuple[list[str], Rows]:
    """The header and the rows of a file."""
    if kind is ExportFormat.PARQUET:
        table = pq.read_table(path)
        return table.column_names, table.to_pylist()
    lines = read_sheets(path)[0] if kind is ExportFormat.XLSX else read_lines(path, _DELIMITERS[kind])
    names, *rows = lines
    return names, [dict(zip(names, row, strict=True)) for row in rows]


def read_lines(path: Path, delimiter: str) -> list[list[Any]]:
    """The lines of a CSV or TSV file."""
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.reader(file, delimiter=delimiter, strict=True))


def read_sheets(path: Path) -> list[list[list[Any]]]:
    """The rows of each sheet; every cell is a plain value."""
    with path.open("rb") as file:
        book = openpyxl.load_workbook(file)
        return [[[_cell(cell.value) for cell in row] for row in sheet.iter_rows()] for sheet in book.worksheets]


def _cell(value: Any) -> Any:
    # what XML cannot hold is written by its number
    return unescape(value) if isinstance(value, str) else value


def read_bytes(path: Path) -> bytes:
    """All bytes of a file, beside them those that are packed in it."""
    packed = path.read_bytes()
    if packed.startswith(b"PAR1"):
        return packed + repr(pq.read_table(path).to_pylist()).encode()
    if not zipfile.is_zipfile(path):
        return packed
    with zipfile.ZipFile(path) as archive:
        return packed + b"".join(archive.read(name) for name in archive.namelist())


def as_answered(value: Any, kind: ExportFormat, kinds: str) -> Any:
    """What the API answers (`kinds`: what the column is) as a file of a format shows it; a spreadsheet keeps 16 digits."""
    if kind in _DELIMITERS:
        return _as_text(value)
    if value is None or (value == [] and kind is ExportFormat.XLSX):
        return None
    if isinstance(value, list):
        return value if kind is ExportFormat.PARQUET else "; ".join(value)
    if kinds == "DECIMAL":
        return Decimal(value) if kind is ExportFormat.PARQUET else pytest.approx(float(value), rel=1e-15)
    if kinds == "DAY":
        return date.fromisoformat(value) if kind is ExportFormat.PARQUET else datetime.fromisoformat(value)
    return pytest.approx(value, rel=1e-15) if kinds == "RATIO" and kind is ExportFormat.XLSX else value


def _as_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return "; ".join(value) if isinstance(value, list) else str(value)


def plain(value: Any, kinds: str) -> Any:
    """A cell to compare: numbers written as text become numbers, since 1 is 1.0."""
    return float(value) if kinds == "RATIO" and isinstance(value, str) and value else value
