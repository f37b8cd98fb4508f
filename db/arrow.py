"""Arrow files: answers as they lie in memory, so that opening one reads nothing before it is looked at."""

from pathlib import Path

import numpy as np
import pyarrow as pa

from db.files import writing


def write_arrow(path: Path, table: pa.Table) -> None:
    """Writes a table of integers, text and flags as one batch, whole or not at all; its bytes are a function of its values."""
    settled = pa.table([_settle(column) for column in table.columns], table.schema)
    with writing(path), pa.OSFile(str(path), "wb") as file, pa.ipc.new_file(file, settled.schema) as writer:
        writer.write_table(settled)


def read_arrow(path: Path) -> pa.Table:
    """The table of a file, mapped: it stands as long as the table does, also when the file is deleted."""
    with pa.memory_map(str(path)) as file:
        return pa.ipc.open_file(file).read_all()


def _settle(column: pa.ChunkedArray) -> pa.Array:
    """The same values in memory of our own: where an engine has NULL it leaves whatever lay there before, which must not reach a file."""
    if pa.types.is_integer(column.type):
        missing = column.is_null().to_numpy()
        values = column.fill_null(0).to_numpy()
        return pa.array(np.where(missing, 0, values), column.type, mask=missing)
    return pa.array(column.to_pylist(), column.type)
