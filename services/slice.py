"""A slice: a publisher's tables narrowed once for a filter, and the answers to the questions asked of them."""

import re
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import partial
from time import perf_counter
from typing import TypeVar, cast

import pandas as pd
import pyarrow as pa

from db.arrow import read_arrow
from db.parts import Part
from db.tables import PART
from db.warehouse import Warehouse
from services.flight import Flight
from services.frames import Record, frame_of, records
from services.observing import STORED, Observe, ignore
from services.questions import Parameter, Parameters, Question, named

_TABLES = tuple(name for name in PART if name != "people")
"""All but the personal columns, which only services.view opens, and only for an owner."""
_WIDTH = 12
"""Assumed bytes of a cell of a narrowed table: integers take 4 or 8, text a little more."""
_VIEW_BYTES = 5_000
"""Measured bytes of a named text in an engine: of thousands of publishers' slices these are nearly all there is."""
VALUE_BYTES = 40
"""Assumed bytes of a plain value in a row that is kept."""

Derived = TypeVar("Derived")
_COMMENTS = re.compile("--[^\n]*")
_WORDS = re.compile("[a-z_]+")


@dataclass(frozen=True, slots=True)
class Narrowing:
    """How one table of a slice is made: a select over `all_<table>`, the part's own, and `<table>`, those narrowed before it.

    `sql` may be made when it is needed; `stored` names the mart that holds this very table for the empty filter. With `view` the text is
    kept and not its rows: for what is cheaper to look up than to hold, since conditions of a question reach its source.
    """

    table: str
    sql: str | Callable[[], str]
    parameters: Mapping[str, object] = field(default_factory=dict)
    stored: str | None = None
    view: bool = False


class Slice:
    """One narrowed set of tables in a schema of its own, holding one publisher's rows only.

    A table is made when the first text runs that names it.
    """

    def __init__(
        self,
        warehouse: Warehouse,
        part: Part,
        schema: str,
        narrow: Callable[[], Sequence[Narrowing]] | None,
        whole: bool,
        grow: Callable[[int], None],
        variant: str = "",
        observe: Observe = ignore,
    ) -> None:
        self._warehouse, self._part, self._narrow, self._variant = warehouse, part, narrow, variant
        self._narrowings: Flight[dict[str, Narrowing]] = Flight()
        self._grow, self._observe = grow, observe
        self._answers: Flight[pd.DataFrame] = Flight()
        self._derived: Flight[object] = Flight()
        self._answer_bytes: list[int] = []
        self._table_bytes: Flight[int] = Flight()
        self._stored: Flight[frozenset[str]] = Flight()
        self._schema = schema
        self.whole = whole

    def table(self, name: str) -> str:
        """A table's full name, for texts of other slices; it stands as long as this slice is held."""
        self._make_named(name)
        return f"{self._schema}.{name}"

    def frame(self, question: Question, **values: Parameter) -> pd.DataFrame:
        """The answer to a question, asked once per slice; callers must not change it. On the whole part a stored answer is read instead."""
        parameters = named(**values)
        return self._answers.take((question.name, parameters), lambda: self._kept(self.answer(question, parameters)))

    def records(self, question: Question, **values: Parameter) -> Sequence[Record]:
        """The same as rows of plain values, kept instead of a frame; callers must not change them."""
        parameters = named(**values)
        return self.derive(("records", question.name, parameters), lambda: self._read_records(question, parameters))

    def _read_records(self, question: Question, parameters: Parameters) -> Sequence[Record]:
        answer = self.answer(question, parameters)
        self._count(answer.num_rows * answer.num_columns * VALUE_BYTES)
        return records(frame_of(answer))

    def mart(self, question: Question, parameters: Parameters) -> str:
        """The name under which the part keeps the answer to a question asked of this slice."""
        name = question.mart(parameters)
        return f"{name}-{self._variant}" if self._variant else name

    def stores(self, question: Question, **values: Parameter) -> bool:
        """Whether the part brings the answer to a question along."""
        return self._stores(question, named(**values))

    def derive(
        self, key: Hashable, make: Callable[[], Derived], measure: Callable[[Derived], int] | None = None
    ) -> Derived:
        """What a function makes of answers of this slice, made once; frames count among the bytes held, and what is measured."""

        def counted() -> object:
            made = make()
            if isinstance(made, pd.DataFrame):
                self._count(int(made.memory_usage().sum()))
            elif measure is not None:
                self._count(measure(made))
            return made

        return cast(Derived, self._derived.take(key, counted))

    def answer(self, question: Question, parameters: Parameters) -> pa.Table:
        """The answer as an Arrow table: the stored one where there is one, else by running the question's text."""
        if not self._stores(question, parameters):
            return self.run(question, parameters)
        began = perf_counter()
        answer = read_arrow(self._part.answer(self.mart(question, parameters)))
        self._observe(question.name, STORED, perf_counter() - began)
        return answer

    def _stores(self, question: Question, parameters: Parameters) -> bool:
        # listed rather than tried: a parameter may be any text, and no path is made of that
        return self.whole and self.mart(question, parameters) in self._stored_names()

    def _stored_names(self) -> frozenset[str]:
        return self._stored.take("stored", self._part.answers)

    def run(self, question: Question, parameters: Parameters) -> pa.Table:
        """Runs the question's text, whatever is stored."""
        began = perf_counter()
        try:
            self._make_named(question.sql)
            return self._warehouse.arrow(question.sql, dict(parameters), self._schema)
        finally:
            self._observe(question.name, self._warehouse.name, perf_counter() - began)

    def read_stored(self, name: str) -> pa.Table | None:
        """The stored answer of a name, None where the part has none."""
        return read_arrow(self._part.answer(name)) if name in self._stored_names() else None

    def arrow(self, sql: str) -> pa.Table:
        """Rows of a text that is not kept, as an Arrow table."""
        self._make_named(sql)
        return self._warehouse.arrow(sql, {}, self._schema)

    def stream(
        self, sql: str, parameters: Mapping[str, object], rows: int
    ) -> AbstractContextManager[Iterator[pa.RecordBatch]]:
        """Rows of a text that is not kept, so many at a time, for whole lists."""
        self._make_named(sql)
        return self._warehouse.stream(sql, parameters, self._schema, rows)

    def query(self, sql: str, parameters: Mapping[str, object]) -> pd.DataFrame:
        """Rows of a text that is not kept, for pages."""
        self._make_named(sql)
        return frame_of(self._warehouse.arrow(sql, parameters, self._schema))

    def _kept(self, answer: pa.Table) -> pd.DataFrame:
        # measured once, by its Arrow columns: sizes are asked for on every request, and walking the texts of a frame takes milliseconds
        self._count(answer.nbytes)
        return frame_of(answer)

    def _count(self, size: int) -> None:
        self._answer_bytes.append(size)
        self._grow(size)

    @property
    def bytes(self) -> int:
        """Bytes held: narrowed tables and kept answers, both estimated."""
        return sum(self._table_bytes.all()) + sum(self._answer_bytes)

    def _make_named(self, sql: str, before: str | None = None) -> None:
        """Makes the tables that a text names; for the text of a narrowed table, only those narrowed before it."""
        narrowings = self._narrowings.take("narrowed", self._narrow_once)
        known = list(narrowings)
        narrowed = known if before is None else known[: known.index(before)]
        for name in sorted(set(_WORDS.findall(_COMMENTS.sub("", sql)))):
            if name in narrowed or (name not in narrowings and name.removeprefix("all_") in _TABLES):
                self._table_bytes.take(name, partial(self._make_table, name, narrowings.get(name)))

    def _narrow_once(self) -> dict[str, Narrowing]:
        self._warehouse.make_schema(self._schema)
        found = {each.table: each for each in (self._narrow() if self._narrow else ())}
        self._narrow = None  # it may hold another slice, which can now be given up
        return found

    def _make_table(self, name: str, narrowing: Narrowing | None) -> int:
        if narrowing is None:
            return self._make_view(name, self._warehouse.rows_of(self._part, name.removeprefix("all_")))
        if self.whole and narrowing.stored:
            stored = self._warehouse.stored_rows(self._part, narrowing.stored)
            if stored is not None:
                return self._make_view(name, stored)
        sql = narrowing.sql if isinstance(narrowing.sql, str) else narrowing.sql()
        self._make_named(sql, before=name)
        if narrowing.view:
            return self._make_view(name, sql)
        size = self._warehouse.make_table(self._schema, name, sql, narrowing.parameters) * _WIDTH
        self._grow(size)
        return size

    def _make_view(self, name: str, sql: str) -> int:
        self._warehouse.make_view(self._schema, name, sql)
        self._grow(_VIEW_BYTES)
        return _VIEW_BYTES
