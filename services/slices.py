"""Slices: a publisher's tables narrowed once per filter, and the answers to the questions asked of them."""

import weakref
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from threading import Lock
from typing import TypeVar

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from db.parts import Part
from db.tables import PART
from db.warehouse import Warehouse, quote
from services.questions import Parameter, Parameters, Question, named

_TABLES = tuple(name for name in PART if name != "people")
"""All but the personal columns, which only services.view opens, and only for an owner."""
_WIDTH = 12
"""Assumed bytes of a cell of a narrowed table: integers take 4 or 8, text a little more."""

Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Narrowing:
    """How one table of a slice is made: a select over `all_<table>`, the part's own, and `<table>`, those narrowed before it."""

    table: str
    sql: str
    parameters: Mapping[str, object]


class Flight(dict[Hashable, "Future[Made]"]):
    """Makes each thing once: whoever asks for one that is being made waits for it; a failure is not kept."""

    def __init__(self) -> None:
        super().__init__()
        self._lock = Lock()

    def take(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """The thing of a key, made by the first who asks."""
        with self._lock:
            future = self.get(key)
            first = future is None
            if future is None:
                future = self[key] = Future()
        if first:
            try:
                future.set_result(make())
            except BaseException as error:
                with self._lock:
                    self.pop(key, None)
                future.set_exception(error)
                raise
        return future.result()


def frame_of(table: pa.Table) -> pd.DataFrame:
    """An Arrow table as a frame whose integers stay integers beside NULLs; sums come as 128-bit numbers and are narrowed to 64 exactly."""
    wide = [field.with_type(pa.int64()) if pa.types.is_decimal(field.type) else field for field in table.schema]
    exact = table.cast(pa.schema(wide))
    if any(pa.types.is_floating(field.type) for field in exact.schema):
        raise TypeError(f"a question answers in integers, not in floats: {exact.schema}")
    frame: pd.DataFrame = exact.to_pandas(types_mapper=_nullable)
    return frame


def _nullable(kind: pa.DataType) -> pd.api.extensions.ExtensionDtype | None:
    if pa.types.is_integer(kind):
        return pd.Int64Dtype()
    return pd.BooleanDtype() if pa.types.is_boolean(kind) else None


class Slice:
    """One narrowed set of tables in a schema of its own, holding one publisher's rows only."""

    def __init__(self, warehouse: Warehouse, part: Part, schema: str, whole: bool) -> None:
        self._warehouse = warehouse
        self._part = part
        self._answers: Flight[pd.DataFrame] = Flight()
        self._answer_bytes: list[int] = []
        self.schema = schema
        self.whole = whole
        self.table_bytes = 0

    def frame(self, question: Question, **values: Parameter) -> pd.DataFrame:
        """The answer to a question, asked once per slice; callers must not change it. On the whole part a stored answer is read instead."""
        parameters = named(**values)
        return self._answers.take((question.name, parameters), lambda: self._kept(self.answer(question, parameters)))

    def answer(self, question: Question, parameters: Parameters) -> pa.Table:
        """The answer as an Arrow table: the mart where there is one, else by running the question's text."""
        mart = self._part.mart(question.mart(parameters))
        if self.whole and mart.exists():
            return pq.read_table(mart)
        return self.run(question, parameters)

    def run(self, question: Question, parameters: Parameters) -> pa.Table:
        """Runs the question's text, whatever is stored."""
        return self._warehouse.arrow(question.sql, dict(parameters), self.schema)

    def query(self, sql: str, parameters: Mapping[str, object]) -> pd.DataFrame:
        """Rows of a text that is not kept, for pages."""
        return frame_of(self._warehouse.arrow(sql, parameters, self.schema))

    def _kept(self, answer: pa.Table) -> pd.DataFrame:
        # measured once, by its Arrow columns: sizes are asked for on every request, and walking the texts of a frame takes milliseconds
        self._answer_bytes.append(answer.nbytes)
        return frame_of(answer)

    @property
    def bytes(self) -> int:
        """Bytes held: narrowed tables and kept answers, both estimated."""
        return self.table_bytes + sum(self._answer_bytes)


class Slices:
    """The slices of a process: made in single flight, the least recently used given up beyond a number of bytes."""

    def __init__(self, warehouse: Warehouse, limit: int) -> None:
        self._warehouse = warehouse
        self._limit = limit
        self._flight: Flight[Slice] = Flight()
        self._used: OrderedDict[Hashable, None] = OrderedDict()
        self._lock = Lock()
        self._made = 0

    def whole(self, part: Part) -> Slice:
        """The part itself, nothing narrowed."""
        return self._take((part.publisher_id, part.part_id), lambda: self._whole(part))

    def open(self, part: Part, key: Hashable, narrow: Callable[[], Sequence[Narrowing]], whole: bool = False) -> Slice:
        """The slice of a part and a key (a page and its filter), narrowed by the first who asks.

        `whole`: the filter is empty and the tables are only derived, so that stored answers are its answers.
        """
        return self._take((part.publisher_id, part.part_id, key), lambda: self._narrowed(part, narrow(), whole))

    def _take(self, key: Hashable, make: Callable[[], Slice]) -> Slice:
        found = self._flight.take(key, make)
        with self._lock:
            self._used[key] = None
            self._used.move_to_end(key)
            self._give_up_oldest(key)
        return found

    def _give_up_oldest(self, kept: Hashable) -> None:
        sizes = {
            key: self._flight[key].result().bytes
            for key in self._used
            if key in self._flight and self._flight[key].done()
        }
        total = sum(sizes.values())
        for key in list(self._used):
            if total <= self._limit or key == kept:
                return
            total -= sizes.get(key, 0)
            del self._used[key]
            self._flight.pop(key, None)

    def _fresh(self, part: Part, whole: bool) -> Slice:
        with self._lock:
            self._made += 1
            schema = f"slice_{self._made}"
        made = Slice(self._warehouse, part, schema, whole)
        self._warehouse.execute([f"create schema {schema}"])
        # dropped when the last question that holds the slice has answered, not under its feet
        weakref.finalize(made, _drop, self._warehouse, schema)
        return made

    def _whole(self, part: Part) -> Slice:
        made = self._fresh(part, whole=True)
        self._warehouse.execute([_view(part, f"{made.schema}.{name}", name) for name in _TABLES])
        return made

    def _narrowed(self, part: Part, narrowings: Sequence[Narrowing], whole: bool) -> Slice:
        made = self._fresh(part, whole)
        narrowed = {each.table for each in narrowings}
        self._warehouse.execute([_view(part, f"{made.schema}.all_{name}", name) for name in _TABLES])
        self._warehouse.execute(
            [_view(part, f"{made.schema}.{name}", name) for name in _TABLES if name not in narrowed]
        )
        for each in narrowings:
            self._make_table(made, each)
        return made

    def _make_table(self, made: Slice, narrowing: Narrowing) -> None:
        sql = f"create table {made.schema}.{narrowing.table} as {narrowing.sql}"
        self._warehouse.query(sql, narrowing.parameters, made.schema)
        table = f"{made.schema}.{narrowing.table}"
        size = self._warehouse.query(f"select count(*) as n from {table}").n.iloc[0]
        columns = len(self._warehouse.query(f"describe {table}"))
        made.table_bytes += int(size) * columns * _WIDTH


def _view(part: Part, name: str, table: str) -> str:
    return f"create view {name} as select * from read_parquet({quote(part.table(table))})"


def _drop(warehouse: Warehouse, schema: str) -> None:
    warehouse.execute([f"drop schema if exists {schema} cascade"])
