"""Keyset pages over a slice: stable under equal keys and NULLs, in both directions, without sorting what is not shown."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast, overload

import pandas as pd
import pyarrow as pa

from domain.errors import BadCursorError, BadInputError
from domain.measures import SortDirection
from domain.pages import LARGEST, OPENING, Order, PageRequest
from services.cursors import Cursor, RowKey, not_in_list
from services.frames import Record, rows_of
from services.keyset import Term, beyond, bound, sorted_by
from services.ordered import Ordered
from services.questions import Parameters, Question
from services.slice import VALUE_BYTES, Slice
from services.view import View


@dataclass(frozen=True, slots=True)
class Listing:
    """A list that is paged: its rows, what identifies one, and what it may be ordered by.

    `sql` selects all rows; `key` names its columns that identify a row, in tie order, never NULL; `fields` maps the API's order fields
    (snake_case) to columns of `sql` (texts: their folded columns); `default` comes first where no order is asked for. `held`: its rows
    are few enough to be kept in order once somebody goes on to a second page, which makes every further one a stretch of them.
    """

    name: str
    sql: str
    key: tuple[str, ...]
    fields: Mapping[str, str]
    default: tuple[Order, ...]
    held: bool = False


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of a listing: what is shown of each, and its key."""

    shown: list[Record]
    keys: list[RowKey]

    @property
    def bytes(self) -> int:
        """Assumed bytes of the rows while they are kept."""
        return sum(len(rows) * len(rows[0]) for rows in (self.shown, self.keys) if rows) * VALUE_BYTES

    def first(self, number: int) -> "Rows":
        """The first so many."""
        return Rows(self.shown[:number], self.keys[:number])


class Cursors(Sequence[str]):
    """A cursor for each row of a page, signed when somebody looks at it: most pages show one or none."""

    def __init__(self, keys: Sequence[RowKey], sign: Callable[[RowKey], str]) -> None:
        self._keys, self._sign = keys, sign

    def __len__(self) -> int:
        return len(self._keys)

    @overload
    def __getitem__(self, place: int) -> str: ...

    @overload
    def __getitem__(self, place: slice) -> tuple[str, ...]: ...

    def __getitem__(self, place: int | slice) -> str | tuple[str, ...]:
        if isinstance(place, slice):
            return tuple(map(self._sign, self._keys[place]))
        return self._sign(self._keys[place])

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    __hash__ = None  # type: ignore[assignment]  # equal ones may be of another kind


@dataclass(frozen=True, slots=True)
class ReadPage:
    """The rows of a page, the columns that were asked for of each, and a cursor each."""

    rows: Sequence[Record]
    keys: Sequence[RowKey]
    cursors: Cursors
    has_next: bool
    has_previous: bool
    total: int | None


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
    shown: Sequence[str],
    orders: Sequence[Order],
    request: PageRequest,
    parameters: Mapping[str, object],
    with_total: bool,
    total: Callable[[], int] | None = None,
    opening: Rows | None = None,
) -> ReadPage:
    """The columns `shown` of a page of a listing; `view` is the pinned one, `source` its slice. Raises BadInputError and BadCursorError.

    `total` gives the number of all rows where something knows it without counting them; `opening` the first rows (OPENING and one more,
    so far as there are as many), for a request that `is_opening`.
    """
    terms = _terms(listing, orders)
    signature = ",".join([listing.name, *(f"{term.column} {'desc' if term.descending else 'asc'}" for term in terms)])
    reader = _Reader(view, source, listing, terms, signature, dict(parameters))
    after, before = reader.read(request.after), reader.read(request.before)
    if opening is not None:
        found = opening
    elif listing.held and (after or before):
        found = reader.held_rows(after, before, shown, request.size + 1, request.backward)
    elif after or before or request.backward:
        found = reader.rows(after, before, shown, request.size + 1, request.backward)
    else:
        found = reader.first_rows(shown, request.size)
    more = len(found.keys) > request.size
    found = found.first(request.size)
    if request.backward:
        found = Rows(found.shown[::-1], found.keys[::-1])
    has_next = before is not None or (more and not request.backward)
    has_previous = after is not None or (more and request.backward)
    count = (total or reader.total)() if with_total else None
    return ReadPage(found.shown, found.keys, Cursors(found.keys, reader.sign), has_next, has_previous, count)


def whole_list(listing: Listing, shown: Sequence[str], orders: Sequence[Order]) -> str:
    """The text of a whole listing in order, with the columns `shown`. Raises BadInputError."""
    order = ", ".join(sorted_by(term, backward=False) for term in _terms(listing, orders))
    return f"select {', '.join(shown)} from ({listing.sql}) as listed order by {order}"


def _terms(listing: Listing, orders: Sequence[Order]) -> tuple[Term, ...]:
    terms: list[Term] = []
    for order in orders or listing.default:
        if order.field not in listing.fields:
            raise BadInputError(f"orderBy: {order.field.upper()} is no field of {listing.name}; give one of its fields")
        column = listing.fields[order.field]
        if all(term.column != column for term in terms):
            terms.append(Term(column, order.direction is SortDirection.DESC))
    terms.extend(Term(column, False) for column in listing.key if all(term.column != column for term in terms))
    return tuple(terms)


class _Reader:
    def __init__(
        self,
        view: View,
        source: Slice,
        listing: Listing,
        terms: Sequence[Term],
        signature: str,
        parameters: dict[str, object],
    ) -> None:
        self._view, self._source, self._listing, self._terms = view, source, listing, terms
        self._signature, self._parameters = signature, parameters

    def read(self, text: str | None) -> RowKey | None:
        """The key of a cursor's row."""
        if text is None:
            return None
        cursor = self._view.house.signer.read(self._view.scope.publisher_id, text)
        if cursor.order != self._signature or len(cursor.key) != len(self._listing.key):
            raise BadCursorError("the cursor is of another list or order; start again without `after` and `before`")
        return cursor.key

    def _place(self, key: RowKey, following: bool) -> tuple[str, dict[str, object]]:
        """The condition for rows after (or before) the row of a key."""
        values = self._values(key)
        prefix = "after" if following else "before"
        return beyond(self._terms, values, prefix, following), bound(values, prefix)

    def _values(self, key: RowKey) -> list[object]:
        wanted = " and ".join(f"{column} = $key{index}" for index, column in enumerate(self._listing.key))
        columns = ", ".join(f"{term.column} as term{index}" for index, term in enumerate(self._terms))
        sql = f"select {columns} from ({self._listing.sql}) as listed where {wanted}"
        found = self._source.query(
            sql, {**self._parameters, **{f"key{index}": value for index, value in enumerate(key)}}
        )
        if len(found) != 1:
            raise not_in_list()
        return [None if pd.isna(value) else _plain(value) for value in found.iloc[0]]

    def rows(
        self, after: RowKey | None, before: RowKey | None, shown: Sequence[str], limit: int, backward: bool
    ) -> Rows:
        """The first rows between those of two keys, counted from the end where backward (and then in reverse)."""
        bounds = ((after, True), (before, False))
        places = [self._place(key, following) for key, following in bounds if key is not None]
        condition = " and ".join(f"({text})" for text, _ in places) or "true"
        parameters = dict(self._parameters)
        for _, values in places:
            parameters |= values
        return self._split(self._run(shown, f" where {condition}", f" limit {limit}", parameters, backward), shown)

    def held_rows(
        self, after: RowKey | None, before: RowKey | None, shown: Sequence[str], limit: int, backward: bool
    ) -> Rows:
        """The same from all rows in order, which are kept."""
        held = self._source.derive(
            self._key("held", shown),
            lambda: Ordered(self._run(shown, "", "", self._parameters), self._listing.key),
            lambda made: made.rows.nbytes,
        )
        first = held.find(after) + 1 if after else 0
        end = held.find(before) if before else held.rows.num_rows
        found = self._split(held.between(first, end, limit, backward), shown)
        return Rows(found.shown[::-1], found.keys[::-1]) if backward else found

    def first_rows(self, shown: Sequence[str], size: int) -> Rows:
        """The first rows of the listing, kept: a page is asked for again with other fields, or as one more of the same size."""
        limit = (OPENING if size <= OPENING else LARGEST) + 1
        key = self._key("first rows", shown, limit)
        return self._source.derive(key, lambda: self.rows(None, None, shown, limit, False), lambda rows: rows.bytes)

    def _run(
        self, shown: Sequence[str], where: str, limit: str, parameters: Mapping[str, object], backward: bool = False
    ) -> pa.Table:
        order = ", ".join(sorted_by(term, backward) for term in self._terms)
        # a list has columns that are only ordered or searched by: texts, mostly
        needed = ", ".join(dict.fromkeys([*shown, *self._listing.key]))
        sql = f"select {needed} from ({self._listing.sql}) as listed{where} order by {order}{limit}"
        # no frame is made of it: there is nothing to compute with
        return self._source.run(Question(self._listing.name, sql), cast(Parameters, tuple(parameters.items())))

    def _split(self, found: pa.Table, shown: Sequence[str]) -> Rows:
        return Rows(rows_of(found.select(list(shown))), rows_of(found.select(list(self._listing.key))))

    def _key(self, kind: str, shown: Sequence[str], *others: int) -> Hashable:
        return (
            kind,
            self._signature,
            self._listing.sql,
            tuple(shown),
            tuple(sorted(self._parameters.items())),
            *others,
        )

    def total(self) -> int:
        """All rows of the listing, counted once per slice."""
        sql = f"select count(*) as n from ({self._listing.sql}) as listed"
        key = ("total", sql, tuple(sorted(self._parameters.items())))
        return self._source.derive(key, lambda: int(self._source.query(sql, self._parameters).n.iloc[0]))

    def sign(self, key: RowKey) -> str:
        """The cursor of a row."""
        view = self._view
        benchmarks = view.benchmarks.part_id if view.benchmarks else None
        cursor = Cursor(view.part.part_id, benchmarks, self._signature, key)
        return view.house.signer.sign(view.scope.publisher_id, cursor)


def _plain(value: object) -> int | str:
    return value if isinstance(value, str) else int(value)  # type: ignore[call-overload]
