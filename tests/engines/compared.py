"""Several engines asked as one: whatever is asked of a slice is asked of each, and the rows must be the same."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache, partial
from itertools import count
from typing import Any, Final

import pyarrow as pa
import sqlglot

from db.parts import Part
from db.warehouse import Parameters, Warehouse

Rows = list[tuple[Any, ...]]


class DifferentRowsError(AssertionError):
    """Two engines gave different rows; names the text and the first difference."""


class ComparedWarehouse:
    """Answers with the first engine's rows, after all gave the same; `asked` counts statements."""

    name: Final = "compared"

    def __init__(self, engines: Sequence[Warehouse]) -> None:
        self._engines = engines
        self._places = count(1)
        self._texts: dict[int, Sequence[str]] = {}
        self._schemas: dict[str, Sequence[str]] = {}
        self.asked = 0

    @property
    def version(self) -> str:
        """All of them."""
        return ", ".join(engine.version for engine in self._engines)

    def rows_of(self, part: Part, table: str) -> str:
        """A text that stands for that of each engine."""
        return self._stand_for([engine.rows_of(part, table) for engine in self._engines])

    def stored_rows(self, part: Part, mart: str) -> str | None:
        """A text that stands for that of each engine, where all have it; none where none has."""
        found = [engine.stored_rows(part, mart) for engine in self._engines]
        texts = [text for text in found if text is not None]
        assert len(texts) in (0, len(found)), f"{mart} is stored in some engines only"
        return self._stand_for(texts) if texts else None

    def arrow(self, sql: str, parameters: Parameters | None = None, schema: str | None = None) -> pa.Table:
        """The rows of one statement."""
        self.asked += 1
        answers = [engine.arrow(text, parameters, own) for engine, text, own in self._each(sql, schema)]
        for engine, answer in zip(self._engines[1:], answers[1:], strict=True):
            compare(answers[0], answer, f"{engine.name}: {sql}\nwith {parameters}", ordered=is_ordered(sql))
        return answers[0]

    @contextmanager
    def stream(self, sql: str, parameters: Parameters, schema: str, rows: int) -> Iterator[Iterator[pa.RecordBatch]]:
        """The same in batches of so many rows."""
        yield iter(self.arrow(sql, parameters, schema).to_batches(rows))

    def name_schema(self, number: int) -> str:
        """The name that stands for those of the engines."""
        name = f"compared_{number}"
        self._schemas[name] = [engine.name_schema(number) for engine in self._engines]
        return name

    def make_schema(self, schema: str) -> None:
        """In each."""
        for engine, own in zip(self._engines, self._schemas[schema], strict=True):
            engine.make_schema(own)

    def drop_schema(self, schema: str) -> None:
        """In each."""
        for engine, own in zip(self._engines, self._schemas[schema], strict=True):
            engine.drop_schema(own)

    def make_view(self, schema: str, name: str, sql: str) -> None:
        """In each."""
        for engine, text, own in self._each(sql, schema):
            assert own is not None
            engine.make_view(own, name, text)

    def make_table(self, schema: str, name: str, sql: str, parameters: Parameters) -> int:
        """In each; they must be of one size."""
        sizes = set()
        for engine, text, own in self._each(sql, schema):
            assert own is not None
            sizes.add(engine.make_table(own, name, text, parameters))
        assert len(sizes) == 1, (name, sizes, sql)
        return sizes.pop()

    def settle(self) -> None:
        """Each forgets what is gone."""
        for engine in self._engines:
            engine.settle()

    def leave(self) -> None:
        """Each drops its slices."""
        for engine in self._engines:
            engine.leave()

    def close(self) -> None:
        """Closes all."""
        for engine in self._engines:
            engine.close()

    def _stand_for(self, texts: Sequence[str]) -> str:
        number = next(self._places)
        self._texts[number] = texts
        return f"select * from place_{number}"

    def _each(self, sql: str, schema: str | None) -> Iterator[tuple[Warehouse, str, str | None]]:
        for number, engine in enumerate(self._engines):
            own = partial(self._replace, number)
            yield engine, _STANDING.sub(own, sql), None if schema is None else self._schemas[schema][number]

    def _replace(self, number: int, found: re.Match[str]) -> str:
        if found["place"]:
            return self._texts[int(found["place"])][number]
        return f"{self._schemas[found['schema']][number]}."


_STANDING = re.compile(r"select \* from place_(?P<place>[0-9]+)|(?P<schema>compared_[0-9]+)\.")


@lru_cache(maxsize=4096)
def is_ordered(sql: str) -> bool:
    """Whether a statement asks for its rows in an order."""
    return sqlglot.parse_one(sql, read="duckdb").args.get("order") is not None


def compare(expected: pa.Table, found: pa.Table, what: str, *, ordered: bool) -> None:
    """Raises DifferentRowsError unless names and rows are the same, and their order where it matters."""
    if expected.column_names != found.column_names:
        raise DifferentRowsError(f"{what}\ncolumns {expected.column_names} and {found.column_names}")
    here, there = list_rows(expected), list_rows(found)
    if here == there:
        return
    if not ordered and sorted(here, key=repr) == sorted(there, key=repr):
        return
    difference = next(((a, b) for a, b in zip(here, there, strict=False) if a != b), (len(here), len(there)))
    raise DifferentRowsError(f"{what}\n{difference[0]}\n{difference[1]}")


def list_rows(table: pa.Table) -> Rows:
    """Rows of plain values: sums that an engine widens are integers here."""
    columns = [column.cast(pa.int64()) if pa.types.is_decimal(column.type) else column for column in table.columns]
    return list(zip(*(column.to_pylist() for column in columns), strict=True)) if columns else []
