"""Arrow files: answers as they lie in memory, so that opening one reads nothing before it is looked at."""

from pathlib import Path

import pyarrow as pa

from db.files import writing


def write_arrow(path: Path, table: pa.Table) -> None:
    """Writes a table as one batch, whole or not at all."""
    with writing(path), pa.OSFile(str(path), "wb") as file, pa.ipc.new_file(file, table.schema) as writer:
        writer.write_table(table.combine_chunks())


def read_arrow(path: Path) -> pa.Table:
    """The table of a file, mapped: it stands as long as the table does, also when the file is deleted."""
    with pa.memory_map(str(path)) as file:
        return pa.ipc.open_file(file).read_all()
