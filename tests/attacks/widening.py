"""Adds fields to generated documents, so that some thousand examples reach every field; runs in the environment of the attack tools."""

from collections import Counter
from random import Random

from graphql import (
    ArgumentNode,
    DocumentNode,
    FieldNode,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    NameNode,
    OperationDefinitionNode,
    OperationType,
    SelectionNode,
    SelectionSetNode,
    get_named_type,
    is_leaf_type,
    is_required_argument,
)

_DEEPEST = 9
_BUDGET = 14
"""Objects that are added to a document at most."""
_LEAF, _OBJECT = 0.6, 0.4
_ROWS = "3"
_SIZES = ("first", "top")


def widen(document: DocumentNode, schema: GraphQLSchema, random: Random) -> DocumentNode:
    """The same document with a name and further fields, which stand behind those that were generated."""
    [operation] = document.definitions
    assert isinstance(operation, OperationDefinitionNode)
    root = schema.mutation_type if operation.operation is OperationType.MUTATION else schema.query_type
    assert root is not None
    widener = _Widener(schema, random)
    selected = tuple(widener.grow(root, node, 0) for node in operation.selection_set.selections)
    wide = OperationDefinitionNode(
        operation=operation.operation,
        name=NameNode(value="Example"),
        selection_set=SelectionSetNode(selections=selected),
    )
    return DocumentNode(definitions=(wide,))


class _Widener:
    def __init__(self, schema: GraphQLSchema, random: Random) -> None:
        self._schema, self._random = schema, random
        self._left = _BUDGET

    def grow(self, kind: GraphQLNamedType, node: SelectionNode, depth: int) -> SelectionNode:
        """A selection whose own selections were widened."""
        if isinstance(node, InlineFragmentNode) and node.type_condition is not None:
            on = self._schema.type_map[node.type_condition.name.value]
            selected = self._widen(on, node.selection_set, depth, self._shared(kind))
            return InlineFragmentNode(type_condition=node.type_condition, selection_set=selected)
        if not isinstance(node, FieldNode) or node.selection_set is None or not hasattr(kind, "fields"):
            return node
        inner = get_named_type(kind.fields[node.name.value].type)
        selected = self._widen(inner, node.selection_set, depth + 1, set())
        return FieldNode(name=node.name, alias=node.alias, arguments=node.arguments, selection_set=selected)

    def _shared(self, kind: GraphQLNamedType) -> set[str]:
        """Names of fields that several types behind an interface have: they may differ in what they answer."""
        possible = self._schema.get_possible_types(kind) if isinstance(kind, GraphQLInterfaceType) else []
        counted = Counter(name for each in possible for name in each.fields)
        return {name for name, times in counted.items() if times > 1}

    def _widen(
        self, kind: GraphQLNamedType, selected: SelectionSetNode, depth: int, barred: set[str]
    ) -> SelectionSetNode:
        kept = [self.grow(kind, node, depth) for node in selected.selections]
        known = {node.name.value for node in kept if isinstance(node, FieldNode)}
        added = self._add(kind, depth, known | barred) if isinstance(kind, GraphQLObjectType) else []
        return SelectionSetNode(selections=(*kept, *added))

    def _add(self, kind: GraphQLObjectType, depth: int, known: set[str]) -> list[FieldNode]:
        names = [name for name in kind.fields if name not in known]
        self._random.shuffle(names)
        return [node for name in names if (node := self._make(name, kind.fields[name], depth)) is not None]

    def _make(self, name: str, field: GraphQLField, depth: int, *, forced: bool = False) -> FieldNode | None:
        if any(is_required_argument(argument) for argument in field.args.values()):
            return None
        inner = get_named_type(field.type)
        if is_leaf_type(inner):
            return FieldNode(name=NameNode(value=name)) if forced or self._random.random() < _LEAF else None
        wanted = forced or (self._left > 0 and self._random.random() < _OBJECT)
        if depth >= _DEEPEST or not wanted or not isinstance(inner, GraphQLObjectType):
            return None
        self._left -= 1
        children = self._add(inner, depth + 1, set()) or [self._force(inner, depth + 1)]
        sizes = [size for size in _SIZES if size in field.args]
        rows = IntValueNode(value=_ROWS)
        arguments = tuple(ArgumentNode(name=NameNode(value=size), value=rows) for size in sizes)
        return FieldNode(
            name=NameNode(value=name), arguments=arguments, selection_set=SelectionSetNode(selections=tuple(children))
        )

    def _force(self, kind: GraphQLObjectType, depth: int) -> FieldNode:
        """Some field, since an object needs one."""
        name = self._random.choice(list(kind.fields))
        return self._make(name, kind.fields[name], depth, forced=True) or FieldNode(name=NameNode(value="__typename"))
