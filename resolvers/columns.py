"""Columns of an answer: the values of one field on all rows, completed at once as GraphQL asks for."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate, chain, pairwise, repeat
from math import isfinite
from typing import Any

from graphql import (
    GRAPHQL_MAX_INT,
    GRAPHQL_MIN_INT,
    GraphQLBoolean,
    GraphQLEnumType,
    GraphQLFloat,
    GraphQLID,
    GraphQLInt,
    GraphQLLeafType,
    GraphQLObjectType,
    GraphQLString,
)

Values = Sequence[Any]
Column = Callable[[Values], list[Any]]
"""From the values of a field on each row to what the answer shows; SurpriseError where that is not foreseen."""
_NONE = type(None)
_DAYS = frozenset({date, _NONE})
_PLAIN_TYPES: dict[GraphQLLeafType, type] = {GraphQLString: str, GraphQLID: str, GraphQLBoolean: bool}


class SurpriseError(Exception):
    """Values that only the framework may complete."""


@dataclass(frozen=True, slots=True)
class ColumnOf:
    """A selected field: its key in the answer, how it is read from a row, and how its column is completed."""

    key: str
    read: Callable[[Any], Any]
    complete: Column


class PlainObjects:
    """How objects of a type are completed under one selection."""

    def __init__(self, kind: GraphQLObjectType, fields: Sequence[ColumnOf]) -> None:
        self._fields = fields
        self._empty = {field.key: None for field in fields}
        self._is_type_of = kind.is_type_of

    def __call__(self, rows: Values) -> list[Any]:
        """Each distinct object is completed once, however often it stands there; None stays None."""
        distinct = {id(row): row for row in rows if row is not None}
        objects = list(distinct.values())
        if self._is_type_of is not None and not all(map(self._is_type_of, objects, repeat(_NO_INFO))):
            raise SurpriseError
        # copies have their size from the start; growing key by key would take twice the time
        completed: list[dict[str, Any]] = [self._empty.copy() for _ in objects]
        for field in self._fields:
            key = field.key
            for row, value in zip(completed, field.complete(list(map(field.read, objects))), strict=True):
                row[key] = value
        if len(objects) == len(rows):
            return completed
        by_identity = dict(zip(distinct, completed, strict=True))
        return [None if row is None else by_identity[id(row)] for row in rows]


_NO_INFO: Any = None
"""The types of this API know their values by themselves."""


def complete_lists(complete: Column) -> Column:
    """Lists are completed as one long column, then cut again."""

    def cut(values: Values) -> list[Any]:
        if not {list, tuple, _NONE}.issuperset(map(type, values)):
            raise SurpriseError
        completed = complete(list(chain.from_iterable(filter(None, values))))
        ends = accumulate((0 if value is None else len(value) for value in values), initial=0)
        return [
            None if value is None else completed[start:end]
            for value, (start, end) in zip(values, pairwise(ends), strict=True)
        ]

    return cut


def complete_required(complete: Column) -> Column:
    """A column without NULL; SurpriseError where there is one."""

    def check(values: Values) -> list[Any]:
        completed = complete(values)
        if None in completed:
            raise SurpriseError
        return completed

    return check


def _unchanged(kind: type) -> Column:
    allowed = {kind, _NONE}

    def check(values: Values) -> list[Any]:
        if not allowed.issuperset(map(type, values)):
            raise SurpriseError
        return list(values)

    return check


def _integers(values: Values) -> list[Any]:
    known = [value for value in values if value is not None]
    if not {int}.issuperset(map(type, known)):
        raise SurpriseError
    if known and not (min(known) >= GRAPHQL_MIN_INT and max(known) <= GRAPHQL_MAX_INT):
        raise SurpriseError
    return list(values)


def _floats(values: Values) -> list[Any]:
    known = [value for value in values if value is not None]
    if not {float}.issuperset(map(type, known)) or not all(map(isfinite, known)):
        raise SurpriseError
    return list(values)


def _names(kind: GraphQLEnumType) -> Column:
    known: dict[Any, Any] = {None: None}

    def name(values: Values) -> list[Any]:
        try:
            return [known[value] for value in values]
        except KeyError:
            for value in set(values).difference(known):
                known[value] = kind.coerce_output_value(value)
            return [known[value] for value in values]

    return name


def _coerced(kind: GraphQLLeafType) -> Column:
    coerce = kind.coerce_output_value

    def write(values: Values) -> list[Any]:
        if _DAYS.issuperset(map(type, values)):
            # many rows, few days: each is written once
            known = {day: coerce(day) for day in set(values) if day is not None}
            return list(map(known.get, values))
        return [None if value is None else coerce(value) for value in values]

    return write


def complete_leaves(kind: GraphQLLeafType) -> Column:
    """A column of a scalar or an enum."""
    if kind in _PLAIN_TYPES:
        return _unchanged(_PLAIN_TYPES[kind])
    if kind is GraphQLInt:
        return _integers
    if kind is GraphQLFloat:
        return _floats
    return _names(kind) if isinstance(kind, GraphQLEnumType) else _coerced(kind)
