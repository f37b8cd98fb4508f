"""DuckDB as the engine that answers: one in memory, a cursor per call, closed off from network and foreign files."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from threading import RLock
from typing import Final

import duckdb
import pandas as pd
import pyarrow as pa

from db.interruption import current_work
from db.parts import Part
from db.warehouse import Parameters, connect, quote

_SETTINGS = (
    # narrowed tables are made half again as fast; every question that is asked in an order says so
    "preserve_insertion_order = false",
    # a part never changes, and its files are asked again and again: 3 ms less each time
    "parquet_metadata_cache = true",
)


class EmbeddedWarehouse:
    """Answers SQL from any thread; every call has a cursor of its own, since DuckDB refuses a connection used by two threads.

    What is asked for somebody (db.interruption) ends with StoppedError once nobody waits for it. `copies`: what is
    behind a view is read into memory when that is made, which pays where it is little and asked for often.
    """

    name: Final = "duckdb"

    def __init__(
        self,
        memory_limit: str,
        threads: int,
        folders: Sequence[Path],
        spill: Path | None = None,
        *,
        copies: bool = False,
    ) -> None:
        self._view = "table" if copies else "view"
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

    @property
    def version(self) -> str:
        """Which DuckDB it is."""
        return f"DuckDB {duckdb.__version__}"

    def rows_of(self, part: Part, table: str) -> str:
        """The rows of the table's Parquet file."""
        return _reading(part.table(table))

    def stored_rows(self, part: Part, mart: str) -> str | None:
        """The rows of the mart's Parquet file, where there is one."""
        path = part.mart(mart)
        return _reading(path) if path.exists() else None

    def query(self, sql: str, parameters: Parameters | None = None, schema: str | None = None) -> pd.DataFrame:
        """The rows of one statement as a frame."""
        with self._cursor(schema) as cursor:
            return cursor.execute(sql, parameters).df()

    def arrow(self, sql: str, parameters: Parameters | None = None, schema: str | None = None) -> pa.Table:
        """The rows of one statement, whose integers stay integers beside NULLs."""
        with self._cursor(schema) as cursor:
            return cursor.sql(sql, params=parameters or None).to_arrow_table()

    @contextmanager
    def stream(self, sql: str, parameters: Parameters, schema: str, rows: int) -> Iterator[Iterator[pa.RecordBatch]]:
        """The same in batches of so many rows, read while they are asked for; the engine holds what an order makes it hold."""
        with self._cursor(schema) as cursor:
            yield cursor.sql(sql, params=parameters or None).to_arrow_reader(rows)

    def name_schema(self, number: int) -> str:
        """A schema of the database in memory."""
        return f"slice_{number}"

    def make_schema(self, schema: str) -> None:
        """Makes room for the tables of a slice."""
        self._execute(f"create schema if not exists {schema}")

    def drop_schema(self, schema: str) -> None:
        """Drops it with all that is in it; once closed there is nothing left to drop."""
        # it is dropped wherever garbage is collected: also in the midst of somebody else's work, and where the last to hold it was stopped
        self._execute(f"drop schema if exists {schema} cascade", stoppable=False)

    def make_view(self, schema: str, name: str, sql: str) -> None:
        """Gives a text a name, anew where it has one."""
        self._execute(f"create or replace {self._view} {schema}.{name} as {sql}", schema)

    def make_table(self, schema: str, name: str, sql: str, parameters: Parameters) -> int:
        """Keeps the rows of a text under a name; returns the number of its cells."""
        made = self.query(f"create or replace table {schema}.{name} as {sql}", parameters, schema)
        return int(made["Count"].iloc[0]) * self.query(f"select * from {schema}.{name} limit 0").shape[1]

    def _execute(self, statement: str, schema: str | None = None, *, stoppable: bool = True) -> None:
        if self._closed:
            return
        with self._cursor(schema, stoppable) as cursor:
            cursor.execute(statement)

    def settle(self) -> None:
        """It reads the folders themselves."""

    def leave(self) -> None:
        """All of it is the process's own, and questions may still be running."""

    def close(self) -> None:
        """Gives back memory and threads."""
        self._closed = True
        self._connection.close()


def _reading(path: Path) -> str:
    return f"select * from read_parquet({quote(path)})"
