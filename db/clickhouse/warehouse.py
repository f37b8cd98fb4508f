"""ClickHouse as the engine that answers: parts are rows of its tables, slices are databases of narrowed ones."""

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Final
from uuid import uuid4

import pyarrow as pa
from clickhouse_connect.driver.client import Client

from db.clickhouse import shelf
from db.clickhouse.clients import Clients
from db.clickhouse.dialect import kind_of, translate
from db.parts import Part
from db.warehouse import Parameters


class ClickHouseWarehouse:
    """Answers SQL from any thread; a part is put into its tables when something of it is first asked for.

    `make` opens a client; `database` holds the parts, and is made where it is missing; `alone`: nobody else reads it.
    """

    def __init__(
        self, make: Callable[[], Client], database: str, name: str = "clickhouse", *, alone: bool = False
    ) -> None:
        self._clients = Clients(make)
        self._database = database
        self._marts: dict[str, Mapping[str, str]] = {}
        self._alone = alone
        self._own: dict[str, Path] = {}
        self._lock = Lock()
        self._closed = False
        self.name: Final = name
        with self._clients.lent() as client:
            shelf.make_tables(client, database)
            shelf.drop_forgotten_slices(client, database)
            # several processes may share a cluster
            self._slices = f"{shelf.name_slices(client, database)}{uuid4().hex[:12]}"

    @property
    def version(self) -> str:
        """Which ClickHouse it is."""
        with self._clients.lent() as client:
            return f"ClickHouse {client.server_version}"

    def rows_of(self, part: Part, table: str) -> str:
        """The rows of the table that are the part's."""
        self._take_up(part)
        return shelf.rows_of(self._database, part, table)

    def stored_rows(self, part: Part, mart: str) -> str | None:
        """The rows of the stored table, where the part has one."""
        return self._take_up(part).get(mart)

    def arrow(self, sql: str, parameters: Parameters | None = None, schema: str | None = None) -> pa.Table:
        """The rows of one statement, whose integers stay integers beside NULLs."""
        given = parameters or {}
        with self._clients.running() as (client, mark):
            text = mark + _write(sql, given, schema)
            return client.query_arrow(text, parameters=_values(given))

    @contextmanager
    def stream(self, sql: str, parameters: Parameters, schema: str, rows: int) -> Iterator[Iterator[pa.RecordBatch]]:
        """The same in batches of at most so many rows, read while they are asked for."""
        settings = {"max_block_size": rows}
        with self._clients.running() as (client, mark):
            text = mark + _write(sql, parameters, schema)
            with client.query_arrow_stream(text, parameters=_values(parameters), settings=settings) as batches:
                yield _cut(batches, rows)

    def name_schema(self, number: int) -> str:
        """A database of this process's own."""
        return f"{self._slices}_{number}"

    def make_schema(self, schema: str) -> None:
        """Makes room for the tables of a slice."""
        self._run(f"CREATE DATABASE IF NOT EXISTS {schema}")

    def drop_schema(self, schema: str) -> None:
        """Drops it with all that is in it; once closed there is nothing left to drop."""
        self._run(f"DROP DATABASE IF EXISTS {schema} SYNC", stoppable=False)

    def make_view(self, schema: str, name: str, sql: str) -> None:
        """Gives a text a name, anew where it has one."""
        self._run(f"CREATE OR REPLACE VIEW {schema}.{name} AS {_write(sql, {}, schema)}")

    def make_table(self, schema: str, name: str, sql: str, parameters: Parameters) -> int:
        """Keeps the rows of a text in memory under a name; returns the number of its cells."""
        table = f"{schema}.{name}"
        self._run(f"DROP TABLE IF EXISTS {table} SYNC")
        self._run(f"CREATE TABLE {table} ENGINE = Memory AS {_write(sql, parameters, schema)}", parameters)
        counted = self.arrow(f"select count(*) as n from {name}", {}, schema)["n"]
        return int(counted[0].as_py()) * len(self.arrow(f"select * from {name} limit 0", {}, schema).column_names)

    def settle(self) -> None:
        """Deletes the rows of parts whose folders are gone; those of a server are deleted by whoever removed the folders."""
        with self._lock:
            gone = [key for key, folder in self._own.items() if not folder.exists()]
            for key in gone:
                del self._own[key], self._marts[key]
        with self._clients.lent() as client:
            for key in gone:
                shelf.take_away(client, self._database, key)

    def keep_only(self, keys: Collection[str]) -> None:
        """Deletes the rows of all parts but those of some keys, `<publisher id>/<part id>`."""
        with self._lock, self._clients.lent() as client:
            for key in shelf.list_parts(client, self._database).difference(keys):
                shelf.take_away(client, self._database, key)
                self._marts.pop(key, None)

    def leave(self) -> None:
        """Drops the slices of this process; those of one that was killed are dropped by whoever starts a week later."""
        self._closed = True
        with self._clients.lent() as client:
            shelf.drop_slices(client, f"{self._slices}_")

    def close(self) -> None:
        """Gives back connections."""
        self.leave()
        self._clients.close()

    def _run(self, statement: str, parameters: Parameters | None = None, *, stoppable: bool = True) -> None:
        if self._closed:
            return
        with self._clients.running(stoppable) as (client, mark):
            client.command(mark + statement, parameters=_values(parameters or {}))

    def _take_up(self, part: Part) -> Mapping[str, str]:
        key = shelf.key_of(part)
        known = self._marts.get(key)
        if known is not None:
            return known
        with self._lock, self._clients.lent() as client:
            if not shelf.is_whole(client, self._database, key):
                shelf.put(client, self._database, part)
            if self._alone:
                self._own[key] = part.folder
            return self._marts.setdefault(key, shelf.list_marts(self._database, part))


def _write(sql: str, parameters: Parameters, schema: str | None) -> str:
    return translate(sql, tuple((name, kind_of(value)) for name, value in sorted(parameters.items())), schema)


def _values(parameters: Parameters) -> dict[str, object]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in parameters.items()}


def _cut(batches: Iterator[pa.RecordBatch], rows: int) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        for start in range(0, batch.num_rows, rows):
            yield batch.slice(start, rows)
