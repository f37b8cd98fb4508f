"""Whole lists: every row in its order, so many at a time, read while they are asked for; what exports are made of."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import pyarrow as pa

from services.frames import Record, rows_of
from services.slice import Slice

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Scan(Generic[Row]):
    """The text that a list is read by, asked of its slice with its parameters, and how some of its rows are shown."""

    source: Slice
    sql: str
    parameters: Mapping[str, object]
    show: Callable[[Sequence[Record]], Sequence[Row]]

    def read(self, rows: int) -> Iterator[Sequence[Row]]:
        """The list in batches of about so many rows; never an empty one."""
        with self.source.stream(self.sql, self.parameters, rows) as batches:
            for batch in batches:
                if batch.num_rows:
                    yield self.show(rows_of(pa.Table.from_batches([batch])))
