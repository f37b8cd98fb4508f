"""The embedded engine: one DuckDB in memory, a cursor per call, closed off from network and foreign files."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from threading import RLock
from typing import Final

import duckdb
import pandas as pd
import pyarrow as pa

from db.interruption import current_work

Parameters = Sequence[object] | Mapping[str, object]


_SETTINGS = (
    # narrowed tables are made half again as fast; every question that is asked in an order says so
    "preserve_insertion_order = false",
    # a part never changes, and its files are asked again and again: 3 ms less each time
    "parquet_metadata_cache = true",
)


def quote(text: str | Path) -> str:
    """A SQL text literal."""
    return "'" + str(text).replace("'", "''") + "'"


def is_one_of(column: str, literals: Sequence[str]) -> str:
    """The condition that a column has one of some values, given as SQL literals; of none it is false."""
    return f"{column} IN ({', '.join(literals)})" if literals else "FALSE"


def connect(
    memory_limit: str, threads: int, folders: Sequence[Path], spill: Path | None = None, settings: Sequence[str] = ()
) -> duckdb.DuckDBPyConnection:
    """A DuckDB that reads only the given folders, never loads an extension and never reaches out.

    `memory_limit` as DuckDB writes it ("2GB"); `spill` is a folder for what does not fit; `settings` are
    further ones ("TimeZone = 'UTC'"), which nobody can change afterwards.
    """
    connection = duckdb.connect(":memory:")
    allowed = ", ".join(quote(folder) for folder in [*folders, *([spill] if spill else [])])
    for setting in (
        f"memory_limit = {quote(memory_limit)}",
        f"threads = {threads}",
        "autoinstall_known_extensions = false",
        "autoload_known_extensions = false",
        f"temp_directory = {quote(spill) if spill else quote('')}",
        "preserve_insertion_order = true",
        f"allowed_directories = [{allowed}]",
        "enable_external_access = false",
        "python_enable_replacements = false",
        *settings,
        "lock_configuration = true",
    ):
        connection.execute(f"set {setting}")
    return connection


class Warehouse:
    """Answers SQL from any thread; every call has a cursor of its own, since DuckDB refuses a connection used by two threads.

    What is asked for somebody (db.interruption) ends with StoppedError once nobody waits for it.
    """

    name: Final = "duckdb"

    def __init__(self, memory_limit: str, threads: int, folders: Sequence[Path], spill: Path | None = None) -> None:
        self._connection = connect(memory_limit, threads, folders, spill, _SETTINGS)
        # a slice that is garbage drops its tables wherever it is collected, also within this lock
        self._lock = RLock()
        self._closed = False

    @contextmanager
    def _cursor(self, schema: str | None, stoppable: bool = True) -> Iterator[duckdb.DuckDBPyConnection]:
        with self._lock:
            cursor = self._connection.cursor()
        try:
            work = current_work() if stoppable else None
            with nullcontext() if work is None else work.running(cursor):
                if schema is not None:
                    cursor.execute(f"use memory.{schema}")
                yield cursor
        finally:
            cursor.close()

    def query(self, sql: str, parameters: Parameters = (), schema: str | None = None) -> pd.DataFrame:
        """The rows of one statement as a frame; `schema` is the slice whose tables the names mean."""
        with self._cursor(schema) as cursor:
            return cursor.execute(sql, parameters).df()

    def arrow(self, sql: str, parameters: Parameters = (), schema: str | None = None) -> pa.Table:
        """The same as an Arrow table, whose integers stay integers beside NULLs."""
        with self._cursor(schema) as cursor:
            return cursor.sql(sql, params=parameters or None).to_arrow_table()

    @contextmanager
    def stream(
        self, sql: str, parameters: Parameters = (), schema: str | None = None, rows: int = 10_000
    ) -> Iterator[Iterator[pa.RecordBatch]]:
        """The same in batches of so many rows, read while they are asked for; the engine holds what an order makes it hold."""
        with self._cursor(schema) as cursor:
            yield cursor.sql(sql, params=parameters or None).to_arrow_reader(rows)

    def execute(self, statements: Sequence[str], schema: str | None = None, *, stoppable: bool = True) -> None:
        """Runs statements in order that return nothing of interest; once closed there is nothing left that they could change."""
        if self._closed:
            return
        with self._cursor(schema, stoppable) as cursor:
            for statement in statements:
                cursor.execute(statement)

    def close(self) -> None:
        """Gives back memory and threads."""
        self._closed = True
        self._connection.close()
