"""Exports: a report as one view shows it, written to a file that appears whole or not at all, in memory that rows do not grow."""

import hashlib
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from db.drafts import appear, drafting
from domain.audit import Delivered
from domain.exports import ExportFormat, ExportReport, ExportRequest
from services.exports.answers import ANSWERS
from services.exports.batches import batch_of, schema_of
from services.exports.columns import COLUMNS, names_people
from services.exports.delimited import write_delimited
from services.exports.delivering import DeliveryCounter
from services.exports.engine import open_engine, telling_engine_errors
from services.exports.lists import LISTS
from services.exports.parquet import write_parquet
from services.exports.sheets import SHEET_ROWS, write_sheets
from services.view import View

Tell = Callable[[int, int | None], None]
"""Is told of the rows written so far and of all (None: not known yet), between batches, and may raise to stop: CanceledError."""
FEW: Final = 20_000
"""Rows of a list that the view's own engine reads: up to so many are ordered in a moment."""


@dataclass(frozen=True, slots=True)
class Written:
    """A file: rows without headers, bytes, sha256 in hexadecimal digits, whether it may hold personal data, and what it does hold."""

    rows: int
    bytes: int
    sha256: str
    personal_data: bool
    delivered: Delivered


def may_hold_personal_data(view: View, report: ExportReport) -> bool:
    """Whether a file of the report may hold personal data: an owner's, of a report about customers."""
    return view.owner and names_people(report)


def count_rows(view: View, request: ExportRequest) -> int:
    """How many rows a file will have, without writing it: the length of the list that the API shows.

    Everything that is refused is refused here: raises BadInputError, ForbiddenFieldError and NotFoundError.
    """
    settled = request.settled()
    found = LISTS.get(settled.report)
    if found is None:
        return len(ANSWERS[settled.report](view, settled))
    found.scan(view, settled)  # what it refuses is refused now; nothing is read yet
    return found.count(view, settled)


def write_export(
    view: View, request: ExportRequest, target: Path, tell: Tell, *, sheet_rows: int = SHEET_ROWS, few: int = FEW
) -> Written:
    """Writes a report to a path, where an older file is replaced.

    `sheet_rows` are those of a sheet of XLSX, header and all; a list of more than `few` rows gets an engine of its own.
    Raises what `count_rows` raises, OSError (a full disk among them) and OperationError; then, and where `tell` raises, nothing is left.
    """
    tell(0, None)
    total = count_rows(view, request)
    schema, counter = schema_of(COLUMNS[request.report]), DeliveryCounter(COLUMNS[request.report])
    with telling_engine_errors(target), drafting(target) as folder:
        draft = folder / "draft"
        with (
            closing(_read(view, request.settled(), folder / "spill" if total > few else None)) as batches,
            _open_writer(request.format, draft, schema, sheet_rows, lambda: tell(total, total)) as write,
        ):
            rows = _copy(batches, write, counter, total, tell)
        size, digest = draft.stat().st_size, _digest(draft)
        appear(draft, target)
    return Written(rows, size, digest, may_hold_personal_data(view, request.report), counter.delivered())


def _copy(
    batches: Iterator[pa.RecordBatch],
    write: Callable[[pa.RecordBatch], None],
    counter: DeliveryCounter,
    total: int,
    tell: Tell,
) -> int:
    rows = 0
    tell(rows, total)
    for batch in batches:
        write(batch)
        counter.note(batch)
        rows += batch.num_rows
        tell(rows, total)
    return rows


def _read(view: View, settled: ExportRequest, spill: Path | None) -> Generator[pa.RecordBatch, None, None]:
    columns = COLUMNS[settled.report]
    for rows in _read_rows(view, settled, spill):
        yield batch_of(columns, rows)


def _read_rows(view: View, settled: ExportRequest, spill: Path | None) -> Iterator[Sequence[Any]]:
    """The rows of a report; those of a list on an engine of its own where there is a folder for it to spill into."""
    found = LISTS.get(settled.report)
    if found is None:
        yield ANSWERS[settled.report](view, settled)
    elif spill is None:
        yield from found.scan(view, settled).read(found.rows)
    else:
        with open_engine(view, spill) as own:
            yield from found.scan(own, settled).read(found.rows)


@contextmanager
def _open_writer(
    kind: ExportFormat, draft: Path, schema: pa.Schema, sheet_rows: int, waiting: Callable[[], None]
) -> Iterator[Callable[[pa.RecordBatch], None]]:
    writers: dict[ExportFormat, Callable[[], AbstractContextManager[Callable[[pa.RecordBatch], None]]]] = {
        ExportFormat.CSV: lambda: write_delimited(draft, schema, ","),
        ExportFormat.TSV: lambda: write_delimited(draft, schema, "\t"),
        ExportFormat.PARQUET: lambda: write_parquet(draft, schema),
        ExportFormat.XLSX: lambda: write_sheets(draft, schema, sheet_rows, waiting),
    }
    with writers[kind]() as write:
        yield write


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
