"""The rows that loads set aside: where each stands, and what is wrong with it."""

from collections.abc import Iterator
from dataclasses import dataclass

import pyarrow.parquet as pq

from db.lake import Load

_SHOWN = ("line", "column", "value", "reason")
_BATCH = 10_000


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that did not go in; `line` is the record's number in the file as a spreadsheet shows it, the header being 1."""

    file: str
    line: int
    column: str
    value: str | None
    reason: str


def read_bad_rows(load: Load) -> Iterator[BadRow]:
    """The bad rows of a load, file by file, in the order of their lines."""
    for file in load.files:
        if file.quarantine is None:
            continue
        for batch in pq.ParquetFile(file.quarantine).iter_batches(_BATCH, columns=list(_SHOWN)):
            for row in batch.to_pylist():
                yield BadRow(file.name, *(row[name] for name in _SHOWN))
