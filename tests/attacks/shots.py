"""Examples with their answers, and what stands in an answer: every value by the type and field that it answers."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graphql import (
    FieldNode,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    get_named_type,
    parse,
)


@dataclass(frozen=True, slots=True)
class Shot:
    """An example and its answer; `failures`: what Schemathesis itself holds against it."""

    operation: str
    document: str
    status: int
    headers: str
    body: str
    failures: tuple[str, ...]

    def answer(self) -> dict[str, Any]:
        """The answer's body. ValueError where it is not a JSON object."""
        found = json.loads(self.body)
        if not isinstance(found, dict):
            raise ValueError(f"an answer to {self.operation} is no JSON object")
        return found


@dataclass(frozen=True, slots=True)
class Leaf:
    """A value of an answer; `place` is `Type.field`, `kind` the name of the field's type, lists unpacked."""

    place: str
    kind: str
    value: Any


def read_shots(path: Path) -> Iterator[Shot]:
    """Examples as they were noted."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            facts = json.loads(line)
            yield Shot(**{**facts, "failures": tuple(facts["failures"])})


def leaves_of(schema: GraphQLSchema, document: str, data: dict[str, Any]) -> Iterator[Leaf]:
    """Every field that was answered: objects as themselves, lists value by value (an empty one as None).

    Of an interface the document must ask `__typename`; variables, aliases and named fragments are not generated, so not looked at.
    """
    [operation] = parse(document).definitions
    assert isinstance(operation, OperationDefinitionNode)
    root = schema.mutation_type if operation.operation is OperationType.MUTATION else schema.query_type
    assert root is not None
    yield from _object_leaves(schema, root, operation.selection_set, data)


def _object_leaves(
    schema: GraphQLSchema, kind: GraphQLObjectType, selected: SelectionSetNode, data: dict[str, Any]
) -> Iterator[Leaf]:
    for node in _fields(kind, selected):
        name, key = node.name.value, (node.alias or node.name).value
        if name == "__typename":
            continue
        field = kind.fields[name]
        named = get_named_type(field.type)
        for value in _unpacked(data[key]):
            yield Leaf(f"{kind.name}.{name}", named.name, value)
            if isinstance(value, dict):
                assert node.selection_set is not None
                yield from _object_leaves(schema, _concrete(schema, named, value), node.selection_set, value)


def _fields(kind: GraphQLObjectType, selected: SelectionSetNode) -> Iterator[FieldNode]:
    """Fields of a selection that count for a type; conditions are on types themselves or on what they implement."""
    for node in selected.selections:
        if isinstance(node, FieldNode):
            yield node
        elif isinstance(node, InlineFragmentNode):
            on = node.type_condition.name.value if node.type_condition else kind.name
            if on == kind.name or on in {each.name for each in kind.interfaces}:
                yield from _fields(kind, node.selection_set)


def _concrete(schema: GraphQLSchema, named: GraphQLNamedType, value: dict[str, Any]) -> GraphQLObjectType:
    found = named if isinstance(named, GraphQLObjectType) else schema.type_map[value["__typename"]]
    assert isinstance(found, GraphQLObjectType)
    return found


def _unpacked(value: Any) -> Iterator[Any]:
    if not isinstance(value, list):
        yield value
    elif not value:
        yield None
    else:
        for each in value:
            yield from _unpacked(each)
