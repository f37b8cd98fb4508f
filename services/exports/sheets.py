"""XLSX, written row by row: text as text, never as a formula or a link; numbers and days as such; further sheets where one is full."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc
import xlsxwriter
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.worksheet import Worksheet

from services.exports.delimited import join_lists
from services.exports.packing import Packed

SHEET_ROWS: Final = 1_048_576
"""Rows of a sheet, its header among them."""
LONGEST: Final = 32_767
"""Characters of a cell, as UTF-16 counts them."""
CUT: Final = " [...]"
"""Ends a text that is longer, which only the other formats hold whole."""
_DAY_ZERO: Final = 25_569
"""The spreadsheet's number of 1970-01-01."""
_OPTIONS: Final = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


class PlainSheet(Worksheet):  # type: ignore[misc]
    """A sheet whose every text is plain, also one that looks like the library's own markup, which it would write as it stands."""

    def _xml_rich_inline_string(self, string: str, attributes: list[tuple[str, Any]]) -> None:
        self._xml_inline_string(string, True, attributes)


@contextmanager
def write_sheets(
    path: Path, schema: pa.Schema, sheet_rows: int, waiting: Callable[[], None]
) -> Iterator[Callable[[pa.RecordBatch], None]]:
    """Writes a file of the batches that it is given; `waiting` is called while it is packed at the end, and may raise to stop that."""
    with Packed(path, waiting) as target:
        book = xlsxwriter.Workbook(target, {**_OPTIONS, "tmpdir": str(path.parent)})
        book.use_zip64()
        try:
            yield _Rows(book, schema, sheet_rows).write
            _close(book)
        finally:
            for sheet in book.worksheets():
                with suppress(OSError):  # of a full disk, which was told already
                    sheet._opt_close()


def _close(book: Any) -> None:
    try:
        book.close()
    except FileCreateError as error:
        raise error.args[0] from error


class _Rows:
    """Where the next row goes."""

    def __init__(self, book: Any, schema: pa.Schema, sheet_rows: int) -> None:
        self._book, self._names, self._sheet_rows = book, schema.names, sheet_rows
        self._day = book.add_format({"num_format": "yyyy-mm-dd"})
        self._add_sheet()

    def _add_sheet(self) -> None:
        self._sheet = self._book.add_worksheet(worksheet_class=PlainSheet)
        self._sheet.freeze_panes(1, 0)
        for place, name in enumerate(self._names):
            self._sheet.write_string(0, place, name)
        self._next = 1

    def write(self, batch: pa.RecordBatch) -> None:
        """Writes the rows of a batch."""
        columns = [_cells(column) for column in batch.columns]
        done = 0
        while done < batch.num_rows:
            if self._next == self._sheet_rows:
                self._add_sheet()
            number = min(batch.num_rows - done, self._sheet_rows - self._next)
            put = [self._putter(column.type) for column in batch.columns]
            for place in range(done, done + number):
                self._write_row([values[place] for values in columns], put)
            done += number

    def _write_row(self, values: Sequence[Any], put: Sequence[Callable[[int, int, Any], Any]]) -> None:
        row = self._next
        for place, value in enumerate(values):
            if value is not None and value != "":
                put[place](row, place, value)
        self._next = row + 1

    def _putter(self, kind: pa.DataType) -> Callable[[int, int, Any], Any]:
        sheet, day = self._sheet, self._day
        if pa.types.is_date32(kind):
            return lambda row, place, value: sheet.write_number(row, place, value, day)
        if pa.types.is_boolean(kind):
            return lambda row, place, value: sheet.write_boolean(row, place, value)
        if pa.types.is_string(kind) or pa.types.is_list(kind):
            return lambda row, place, value: sheet.write_string(row, place, _fitting(value))
        return lambda row, place, value: sheet.write_number(row, place, value)


def _cells(column: pa.Array) -> list[Any]:
    """The values of a column as the spreadsheet has them: a day as its number there, a decimal as a float."""
    kind = column.type
    if pa.types.is_list(kind):
        column = join_lists(column)
    elif pa.types.is_date32(kind):
        column = pc.add(pc.cast(column, pa.int32()), _DAY_ZERO)
    elif pa.types.is_decimal(kind):
        column = pc.cast(column, pa.float64())
    values: list[Any] = column.to_pylist()
    return values


def _fitting(text: str) -> str:
    if len(text) <= LONGEST // 2 or len(text.encode("utf-16-le")) // 2 <= LONGEST:
        return text
    kept = text.encode("utf-16-le")[: 2 * (LONGEST - len(CUT))]
    return kept.decode("utf-16-le", errors="ignore") + CUT
