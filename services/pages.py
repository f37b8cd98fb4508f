"""Keyset pages over a slice: stable under equal keys and NULLs, in both directions, without sorting what is not shown."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from domain.errors import BadCursorError, BadInputError
from domain.measures import SortDirection
from domain.pages import OPENING, Order, PageRequest
from services.cursors import Cursor, RowKey
from services.slices import Slice
from services.view import View


@dataclass(frozen=True, slots=True)
class Listing:
    """A list that is paged: its rows, what identifies one, and what it may be ordered by.

    `sql` selects all rows; `key` names its columns that identify a row, in tie order, never NULL; `fields` maps the API's order fields
    (snake_case) to columns of `sql` (texts: their folded columns); `default` comes first where no order is asked for.
    """

    name: str
    sql: str
    key: tuple[str, ...]
    fields: Mapping[str, str]
    default: tuple[Order, ...]


@dataclass(frozen=True, slots=True)
class ReadPage:
    """The rows of a page as a frame of all columns of the listing's text, a cursor each."""

    frame: pd.DataFrame
    cursors: tuple[str, ...]
    has_next: bool
    has_previous: bool
    total: int | None


@dataclass(frozen=True, slots=True)
class _Term:
    column: str
    descending: bool


def pinned(view: View, request: PageRequest) -> View:
    """The view on the parts that the request's cursor began in: paging goes on there while they are kept."""
    cursor = request.after or request.before
    return view.at(view.house.signer.read(view.scope.publisher_id, cursor)) if cursor else view


def is_opening(orders: Sequence[Order], request: PageRequest) -> bool:
    """Whether a request is for the first rows of a list in its default order, and for no more than a build answers beforehand."""
    forward = not request.backward and request.after is None and request.before is None
    return forward and not orders and request.size <= OPENING


def read_page(
    view: View,
    source: Slice,
    listing: Listing,
    orders: Sequence[Order],
    request: PageRequest,
    parameters: Mapping[str, object],
    with_total: bool,
    total: Callable[[], int] | None = None,
    opening: pd.DataFrame | None = None,
) -> ReadPage:
    """The page of a listing; `view` is the pinned one and `source` its slice. Raises BadInputError and BadCursorError.

    `total` gives the number of all rows where something knows it without counting them; `opening` the first rows (OPENING and one more,
    so far as there are as many), for a request that `is_opening`.
    """
    terms = _terms(listing, orders)
    signature = ",".join([listing.name, *(f"{term.column} {'desc' if term.descending else 'asc'}" for term in terms)])
    reader = _Reader(view, source, listing, terms, signature, dict(parameters))
    after = reader.place(request.after, following=True)
    before = reader.place(request.before, following=False)
    if opening is None:
        frame = reader.rows([each for each in (after, before) if each], request.size + 1, request.backward)
    else:
        frame = opening.iloc[: request.size + 1]
    more = len(frame) > request.size
    if request.backward:
        frame = frame.iloc[::-1]
        frame = frame.iloc[1:] if more else frame
    else:
        frame = frame.iloc[: request.size]
    frame = frame.reset_index(drop=True)
    has_next = before is not None or (more and not request.backward)
    has_previous = after is not None or (more and request.backward)
    return ReadPage(
        frame, reader.cursors(frame), has_next, has_previous, (total or reader.total)() if with_total else None
    )


def _terms(listing: Listing, orders: Sequence[Order]) -> tuple[_Term, ...]:
    terms: list[_Term] = []
    for order in orders or listing.default:
        if order.field not in listing.fields:
            raise BadInputError(f"orderBy: {order.field.upper()} is no field of {listing.name}; give one of its fields")
        column = listing.fields[order.field]
        if all(term.column != column for term in terms):
            terms.append(_Term(column, order.direction is SortDirection.DESC))
    terms.extend(_Term(column, False) for column in listing.key if all(term.column != column for term in terms))
    return tuple(terms)


class _Reader:
    def __init__(
        self,
        view: View,
        source: Slice,
        listing: Listing,
        terms: Sequence[_Term],
        signature: str,
        parameters: dict[str, object],
    ) -> None:
        self._view, self._source, self._listing, self._terms = view, source, listing, terms
        self._signature, self._parameters = signature, parameters

    def place(self, text: str | None, following: bool) -> tuple[str, dict[str, object]] | None:
        """The condition for rows after (or before) a cursor's row."""
        if text is None:
            return None
        cursor = self._view.house.signer.read(self._view.scope.publisher_id, text)
        if cursor.order != self._signature or len(cursor.key) != len(self._listing.key):
            raise BadCursorError("the cursor is of another list or order; start again without `after` and `before`")
        values = self._values(cursor.key)
        prefix = "after" if following else "before"
        return _beyond(self._terms, values, prefix, following), _bound(values, prefix)

    def _values(self, key: RowKey) -> list[object]:
        wanted = " and ".join(f"{column} = $key{index}" for index, column in enumerate(self._listing.key))
        columns = ", ".join(f"{term.column} as term{index}" for index, term in enumerate(self._terms))
        sql = f"select {columns} from ({self._listing.sql}) as listed where {wanted}"
        found = self._source.query(
            sql, {**self._parameters, **{f"key{index}": value for index, value in enumerate(key)}}
        )
        if len(found) != 1:
            raise BadCursorError("the cursor's row is not in this list; start again without `after` and `before`")
        return [None if pd.isna(value) else _plain(value) for value in found.iloc[0]]

    def rows(self, places: Sequence[tuple[str, dict[str, object]]], limit: int, backward: bool) -> pd.DataFrame:
        """The first rows that the places allow, counted from the end where backward (and then in reverse)."""
        condition = " and ".join(f"({text})" for text, _ in places) or "true"
        parameters = dict(self._parameters)
        for _, bound in places:
            parameters |= bound
        order = ", ".join(_sorted(term, backward) for term in self._terms)
        sql = f"select * from ({self._listing.sql}) as listed where {condition} order by {order} limit {limit}"
        return self._source.query(sql, parameters)

    def total(self) -> int:
        """All rows of the listing."""
        return int(
            self._source.query(f"select count(*) as n from ({self._listing.sql}) as listed", self._parameters).n.iloc[0]
        )

    def cursors(self, frame: pd.DataFrame) -> tuple[str, ...]:
        """A cursor for each row."""
        view = self._view
        benchmarks = view.benchmarks.part_id if view.benchmarks else None
        keys = zip(*(frame[column] for column in self._listing.key), strict=True)
        return tuple(
            view.house.signer.sign(
                view.scope.publisher_id,
                Cursor(view.part.part_id, benchmarks, self._signature, tuple(_plain(part) for part in key)),
            )
            for key in keys
        )


def _plain(value: object) -> int | str:
    return value if isinstance(value, str) else int(value)  # type: ignore[call-overload]


def _sorted(term: _Term, backward: bool) -> str:
    descending = term.descending != backward
    return f"{term.column} {'desc' if descending else 'asc'} nulls {'first' if backward else 'last'}"


def _bound(values: Sequence[object], prefix: str) -> dict[str, object]:
    return {f"{prefix}{index}": value for index, value in enumerate(values) if value is not None}


def _beyond(terms: Sequence[_Term], values: Sequence[object], prefix: str, following: bool) -> str:
    """Rows after (before) the values: equal in the first terms and beyond in the next, for each number of terms; NULLs last."""
    equal: list[str] = []
    beyond: list[str] = []
    for index, (term, value) in enumerate(zip(terms, values, strict=True)):
        name = f"${prefix}{index}"
        if value is None:
            past = "false" if following else f"{term.column} is not null"
        else:
            sign = "<" if term.descending == following else ">"
            past = f"({term.column} {sign} {name}{f' or {term.column} is null' if following else ''})"
        beyond.append(" and ".join([*equal, past]))
        equal.append(f"{term.column} is null" if value is None else f"{term.column} = {name}")
    return " or ".join(f"({text})" for text in beyond)
