"""What answers SQL: an engine that knows the tables of parts and holds the narrowed ones of slices."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

import duckdb
import pyarrow as pa

from db.parts import Part

Parameters = Mapping[str, object]


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


class Warehouse(Protocol):
    """Answers SQL of DuckDB's dialect from any thread, with $named parameters; names without a schema are those of the slice's.

    What is asked for somebody (db.interruption) ends with StoppedError once nobody waits for it.
    """

    @property
    def name(self) -> str:
        """What observers call it."""

    @property
    def version(self) -> str:
        """Which engine it is, for people."""

    def rows_of(self, part: Part, table: str) -> str:
        """The text for all rows of a part's table."""

    def stored_rows(self, part: Part, mart: str) -> str | None:
        """The text for a stored table of a part, None where it has none of that name."""

    def arrow(self, sql: str, parameters: Parameters | None = None, schema: str | None = None) -> pa.Table:
        """The rows of one statement, whose integers stay integers beside NULLs; `schema` is the slice whose tables the names mean."""

    def stream(
        self, sql: str, parameters: Parameters, schema: str, rows: int
    ) -> AbstractContextManager[Iterator[pa.RecordBatch]]:
        """The same in batches of about so many rows, read while they are asked for."""

    def name_schema(self, number: int) -> str:
        """The name of a slice's schema."""

    def make_schema(self, schema: str) -> None:
        """Makes room for the tables of a slice."""

    def drop_schema(self, schema: str) -> None:
        """Drops it with all that is in it; also once closed, and also for somebody who was stopped."""

    def make_view(self, schema: str, name: str, sql: str) -> None:
        """Gives a text a name, anew where it has one."""

    def make_table(self, schema: str, name: str, sql: str, parameters: Parameters) -> int:
        """Keeps the rows of a text under a name; returns the number of its cells."""

    def settle(self) -> None:
        """Another snapshot is current: rows of parts whose folders are gone go too, where they are this process's own."""

    def leave(self) -> None:
        """The process ends: nothing of its slices stays where others are."""

    def close(self) -> None:
        """Gives back memory and threads."""
