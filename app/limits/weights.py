"""What the schema says of the cost of its fields, read from their `@cost` and `@listSize`."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from graphql import (
    GraphQLCompositeType,
    GraphQLField,
    GraphQLNamedType,
    GraphQLSchema,
    Undefined,
    get_named_type,
    get_nullable_type,
    is_composite_type,
    is_leaf_type,
    is_list_type,
)
from strawberry.schema.schema_converter import GraphQLCoreConverter

from schema.directives import Cost, ListSize

UNSIZED = 5
"""Rows that a list is reckoned with whose size the schema does not say: those of introspection."""


@dataclass(frozen=True, slots=True)
class Weight:
    """One field: its own weight, how many rows it or the fields named by `sized` stand for, and by which arguments."""

    own: int = 1
    rows: int = 1
    arguments: Mapping[str, object] = field(default_factory=dict)
    """Those that say how many rows, with their defaults, None where there is none."""
    sized: frozenset[str] = frozenset()
    leaves: bool = False
    """Whether it is a list of plain values, each of which counts as one."""
    below: GraphQLCompositeType | None = None


_UNKNOWN = Weight()


class Weights:
    """The weights of a schema, each read once."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self.schema = schema
        self._known: dict[tuple[str, str], Weight] = {}

    def of(self, parent: GraphQLCompositeType | None, name: str) -> Weight:
        """The weight of a field; one that the schema does not know weighs 1, and its document is refused later."""
        if parent is None:
            return _UNKNOWN
        found = self._known.get((parent.name, name))
        if found is None:
            known = self.schema.get_field(parent, name)
            if known is None:
                return _UNKNOWN
            found = self._known[parent.name, name] = _read(known)
        return found

    def type_named(self, name: str) -> GraphQLCompositeType | None:
        """The type that a fragment is on."""
        return _composite(self.schema.get_type(name))


def _read(known: GraphQLField) -> Weight:
    declared = known.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
    directives = getattr(declared, "directives", ())
    own = next((each.weight for each in directives if isinstance(each, Cost)), 1)
    size = next((each for each in directives if isinstance(each, ListSize)), None)
    listed = is_list_type(get_nullable_type(known.type))
    named = get_named_type(known.type)
    leaves = listed and is_leaf_type(named)
    if size is None:
        return Weight(own, UNSIZED if listed else 1, leaves=leaves, below=_composite(named))
    arguments = {name: _default(known, name) for name in size.slicing_arguments or () if name in known.args}
    sized = frozenset(size.sized_fields or ())
    return Weight(own, size.assumed_size or 1, arguments, sized, leaves, _composite(named))


def _default(known: GraphQLField, name: str) -> object:
    value = known.args[name].default_value
    return None if value is Undefined else value


def _composite(named: GraphQLNamedType | None) -> GraphQLCompositeType | None:
    return named if named is not None and is_composite_type(named) else None
