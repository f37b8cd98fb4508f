"""Spark SQL as a third engine, for the questions alone: parts are read from their files, tables of slices are rows of the session."""

import os
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from typing import Final

import pyarrow as pa
from pyspark.sql import SparkSession

from db.parts import Part
from db.warehouse import Parameters
from tests.engines.spark_dialect import name_table, translate

_FILES: Final = "files"
_SETTINGS: Final = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.driver.extraJavaOptions": f"-Dlog4j2.configurationFile={(Path(__file__).parents[2] / 'db/spark_logs.properties').as_uri()}",
    # a thousand small questions: what makes large ones fast costs each of them its time
    "spark.sql.shuffle.partitions": "1",
    "spark.sql.leafNodeDefaultParallelism": "1",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.session.timeZone": "UTC",
}


class SparkWarehouse:
    """Answers SQL in one session of this process."""

    name: Final = "spark"

    def __init__(self) -> None:
        os.environ["PYSPARK_PYTHON"] = sys.executable
        with _quiet():
            builder = SparkSession.builder.master("local[2]").appName("questions").config(map=dict(_SETTINGS))
            self._session = builder.getOrCreate()
        self._views: dict[Path, str] = {}
        self._made: dict[str, set[str]] = {}

    @property
    def version(self) -> str:
        """Which Spark it is."""
        return f"Spark {self._session.version}"

    def rows_of(self, part: Part, table: str) -> str:
        """The rows of the table's Parquet file."""
        return self._reading(part.table(table))

    def stored_rows(self, part: Part, mart: str) -> str | None:
        """The rows of the mart's Parquet file, where there is one."""
        path = part.mart(mart)
        return self._reading(path) if path.exists() else None

    def arrow(self, sql: str, parameters: Parameters | None = None, schema: str | None = None) -> pa.Table:
        """The rows of one statement."""
        with _quiet():
            return self._session.sql(translate(sql, parameters or {}, schema)).toArrow()

    @contextmanager
    def stream(self, sql: str, parameters: Parameters, schema: str, rows: int) -> Iterator[Iterator[pa.RecordBatch]]:
        """The same in batches of so many rows."""
        yield iter(self.arrow(sql, parameters, schema).to_batches(rows))

    def name_schema(self, number: int) -> str:
        """What the names of a slice's views begin with."""
        return f"slice_{number}"

    def make_schema(self, schema: str) -> None:
        """Notes it."""
        self._made.setdefault(schema, set())

    def drop_schema(self, schema: str) -> None:
        """Drops its views."""
        for view in self._made.pop(schema, set()):
            with suppress(Exception):
                self._session.catalog.dropTempView(view)

    def make_view(self, schema: str, name: str, sql: str) -> None:
        """Gives a text a name."""
        self._session.sql(translate(sql, {}, schema)).createOrReplaceTempView(self._note(schema, name))

    def make_table(self, schema: str, name: str, sql: str, parameters: Parameters) -> int:
        """Keeps the rows of a text under a name; returns the number of its cells."""
        rows = self.arrow(sql, parameters, schema)
        with _quiet():
            self._session.createDataFrame(rows).createOrReplaceTempView(self._note(schema, name))
        return int(rows.num_rows * rows.num_columns)

    def settle(self) -> None:
        """It reads the folders themselves."""

    def leave(self) -> None:
        """All of it is the process's own."""

    def close(self) -> None:
        """Ends the session."""
        with _quiet():
            self._session.stop()

    def _note(self, schema: str, name: str) -> str:
        view = name_table(schema, name)
        self._made.setdefault(schema, set()).add(view)
        return view

    def _reading(self, path: Path) -> str:
        if path not in self._views:
            name = f"file_{sha256(str(path).encode()).hexdigest()[:20]}"
            self._views[path] = name
            with _quiet():
                self._session.read.parquet(str(path)).createOrReplaceTempView(name_table(_FILES, name))
                self._session.catalog.cacheTable(name_table(_FILES, name))
        return f"select * from {_FILES}.{self._views[path]}"


@contextmanager
def _quiet() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
