"""Parquet: values as they are, in their own types, in row groups of bounded size."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq

GROUP: Final = 50_000
"""Rows of a row group, but for the last: what is held in memory at a time."""


@contextmanager
def write_parquet(path: Path, schema: pa.Schema) -> Iterator[Callable[[pa.RecordBatch], None]]:
    """Writes a file of the batches that it is given."""
    held: list[pa.RecordBatch] = []
    # a file of our own: the library words a full disk in its own way
    with path.open("wb") as sink, pq.ParquetWriter(sink, schema, compression="zstd") as file:

        def flush() -> None:
            file.write_table(pa.Table.from_batches(held, schema), row_group_size=GROUP)
            held.clear()

        def write(batch: pa.RecordBatch) -> None:
            held.append(batch)
            if sum(each.num_rows for each in held) >= GROUP:
                flush()

        yield write
        if held:
            flush()
