"""From rows, as services give them, to Arrow batches of a report's columns: the form that all file formats are written from."""

from collections.abc import Sequence
from operator import attrgetter
from types import MappingProxyType
from typing import Any, Final

import pyarrow as pa

from services.exports.columns import Column, Kind

_TYPES: Final = MappingProxyType(
    {
        Kind.TEXT: pa.string(),
        Kind.NAME: pa.string(),
        Kind.TEXTS: pa.list_(pa.string()),
        Kind.INTEGER: pa.int64(),
        Kind.DECIMAL: pa.decimal128(38, 6),
        Kind.RATIO: pa.float64(),
        Kind.DAY: pa.date32(),
        Kind.FLAG: pa.bool_(),
    }
)


def schema_of(columns: Sequence[Column]) -> pa.Schema:
    """The Arrow schema of a report."""
    return pa.schema([(column.name, _TYPES[column.kind]) for column in columns])


def batch_of(columns: Sequence[Column], rows: Sequence[Any]) -> pa.RecordBatch:
    """Some rows as a batch: what several rows share, like a customer or an offer, is read once."""
    places: dict[str, tuple[list[Any], pa.Array | None]] = {"": (list(rows), None)}
    for of in {column.of for column in columns if column.of}:
        places[of] = _share(list(map(attrgetter(of), rows)))
    return pa.record_batch([_array(column, *places[column.of]) for column in columns], schema=schema_of(columns))


def _share(things: list[Any]) -> tuple[list[Any], pa.Array]:
    """The distinct things, and for each row which of them it has, NULL where it has none."""
    distinct = {id(thing): thing for thing in things if thing is not None}
    numbers = {identity: number for number, identity in enumerate(distinct)}
    return list(distinct.values()), pa.array([numbers.get(id(thing)) for thing in things], pa.int32())


def _array(column: Column, things: list[Any], places: pa.Array | None) -> pa.Array:
    values: list[Any] = list(map(attrgetter(column.field), things))
    if column.kind is Kind.NAME:
        values = [None if value is None else value.value for value in values]
    elif column.each:
        values = [[getattr(one, column.each) for one in value] for value in values]
    found = pa.array(values, _TYPES[column.kind])
    return found if places is None else found.take(places)
