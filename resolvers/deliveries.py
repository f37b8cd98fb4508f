"""Counts the personal data that an answer delivers: which fields held values, and of how many customers."""

from collections.abc import Callable, Iterable, Sequence
from contextvars import ContextVar
from functools import lru_cache
from operator import attrgetter
from typing import Any

from graphql import GraphQLObjectType
from strawberry.types.field import StrawberryField
from typing_extensions import override

from domain.audit import Delivered
from domain.measures import PersonalDataAccess
from resolvers.columns import ColumnOf, PlainObjects, Values
from schema.directives import PersonalData

Selected = Sequence[tuple[str, Callable[[Any], Any]]]
"""Names of selected personal fields, each with what reads it from a customer."""


_ID = attrgetter("customer_id")


def _is_empty(values: Sequence[Any]) -> bool:
    return values.count(None) == len(values)


class Deliveries:
    """Of one answer. A customer counts once, wherever it appears; a field without a value, hidden or masked does not count."""

    def __init__(self) -> None:
        self._fields: set[str] = set()
        self._customers: set[str] = set()

    def note(self, selected: Selected, customers: Iterable[Any]) -> None:
        """Notes that customers are shown with these fields; the same again changes nothing."""
        visible = [each for each in customers if each and each.personal_data is PersonalDataAccess.VISIBLE]
        columns = [list(map(read, visible)) for _, read in selected]
        self._fields.update(name for (name, _), column in zip(selected, columns, strict=True) if not _is_empty(column))
        if not any(None not in column for column in columns):  # else each of them has a value there
            visible = [each for each, *values in zip(visible, *columns, strict=True) if not _is_empty(values)]
        self._customers.update(map(_ID, visible))

    def delivered(self) -> Delivered:
        """What was noted."""
        return Delivered(tuple(sorted(self._fields)), len(self._customers))


CURRENT: ContextVar[Deliveries | None] = ContextVar("deliveries", default=None)
"""Those of the answer that is being completed; None where nobody counts."""


@lru_cache(maxsize=256)
def personal_fields(kind: GraphQLObjectType) -> dict[str, str]:
    """Attributes of the fields of a type that are personal data, by GraphQL name."""
    found: dict[str, str] = {}
    for name, field in kind.fields.items():
        definition = field.extensions.get("strawberry-definition")
        if isinstance(definition, StrawberryField) and any(
            isinstance(each, PersonalData) for each in definition.directives
        ):
            found[name] = definition.python_name
    return found


def select_personal(kind: GraphQLObjectType, names: Iterable[str]) -> Selected:
    """Those among selected fields of a type that are personal data."""
    personal = personal_fields(kind)
    return [(name, attrgetter(personal[name])) for name in sorted(set(names)) if name in personal]


class PersonalObjects(PlainObjects):
    """Plain objects with personal fields among those selected."""

    def __init__(self, kind: GraphQLObjectType, fields: Sequence[ColumnOf], selected: Selected) -> None:
        super().__init__(kind, fields)
        self._selected = selected

    @override
    def __call__(self, rows: Values) -> list[Any]:
        """The objects; whom they show is noted."""
        completed = super().__call__(rows)
        deliveries = CURRENT.get()
        if deliveries is not None:
            deliveries.note(self._selected, rows)
        return completed
