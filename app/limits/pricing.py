"""Prices a parsed document by the weights of the schema, each fragment once, and measures how deep it reaches."""

from collections.abc import Iterator, Mapping
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLCompositeType,
    InlineFragmentNode,
    IntValueNode,
    ListValueNode,
    NullValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    StringValueNode,
    ValueNode,
    VariableNode,
    Visitor,
    visit,
)

from app.limits.cost import Priced, Size, Sized, Sum, Term, rows_of
from app.limits.weights import Weight, Weights
from domain.errors import BadInputError

_ONE = Term(1)
_NARROWING = frozenset({"filter", "segment"})
"""Arguments under which a question asks about some of its rows."""
_Found = tuple[Term, Term, int]
"""Of a selection: what counts once, what counts once a row of the field above, and how many levels of fields there are."""


class Pricing:
    """Of one document; BadInputError where a fragment spreads itself."""

    def __init__(self, document: DocumentNode, weights: Weights) -> None:
        self._weights = weights
        self._fragments = {
            each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)
        }
        self._found: dict[tuple[str, frozenset[str]], _Found | None] = {}
        self.depth = 0
        self.narrowed = False
        """Whether a field is asked under a filter that the document holds."""
        self.narrowing = set[str]()
        """Variables that are filters."""
        self.operations = tuple(self._price(document))
        """Each operation's name and price."""
        for name in self._fragments:
            self._spread(name, frozenset())

    def _price(self, document: DocumentNode) -> Iterator[tuple[str | None, Priced]]:
        for each in document.definitions:
            if isinstance(each, OperationDefinitionNode):
                root = self._weights.schema.get_root_type(each.operation)
                term, _, depth = self._gather(each.selection_set, root, frozenset())
                self.depth = max(self.depth, depth)
                yield each.name.value if each.name else None, Priced(term, _defaults(each))

    def _gather(
        self, selected: SelectionSetNode | None, parent: GraphQLCompositeType | None, sized: frozenset[str]
    ) -> _Found:
        once, by_row, deepest = Sum(), Sum(), 0
        for each in selected.selections if selected else ():
            if isinstance(each, FieldNode):
                by_above = each.name.value in sized
                term, depth = self._weigh(each, parent, by_above)
                (by_row if by_above else once).add(1, term)
            else:
                plain, rows, depth = self._inside(each, parent, sized)
                once.add(1, plain)
                by_row.add(1, rows)
            deepest = max(deepest, depth)
        return once.term(), by_row.term(), deepest

    def _inside(self, node: Any, parent: GraphQLCompositeType | None, sized: frozenset[str]) -> _Found:
        if isinstance(node, FragmentSpreadNode):
            return self._spread(node.name.value, sized)
        assert isinstance(node, InlineFragmentNode)
        on = self._weights.type_named(node.type_condition.name.value) if node.type_condition else parent
        return self._gather(node.selection_set, on, sized)

    def _spread(self, name: str, sized: frozenset[str]) -> _Found:
        definition = self._fragments.get(name)
        if definition is None:
            return Term(), Term(), 0
        key = (name, sized)
        if key not in self._found:
            self._found[key] = None
            on = self._weights.type_named(definition.type_condition.name.value)
            self._found[key] = self._gather(definition.selection_set, on, sized)
        found = self._found[key]
        if found is None:
            raise BadInputError(f"fragment {name}: spreads itself; take one of the spreads out")
        self.depth = max(self.depth, found[2])
        return found

    def _weigh(self, node: FieldNode, parent: GraphQLCompositeType | None, by_above: bool) -> tuple[Term, int]:
        weight = self._weights.of(parent, node.name.value)
        for given in node.arguments or ():
            if given.name.value in _NARROWING:
                self._narrow(given.value)
        # whose rows the field above counts has none of its own
        size = 1 if by_above else _size(node, weight)
        once, by_row, depth = self._gather(node.selection_set, weight.below, weight.sized)
        cost = Sum()
        cost.add(weight.own, _ONE)
        if weight.leaves:
            cost.add(size, _ONE)
        cost.add(1 if weight.sized else size, once)
        cost.add(size, by_row)
        return cost.term(), depth + 1

    def _narrow(self, value: ValueNode) -> None:
        if isinstance(value, VariableNode):
            self.narrowing.add(value.name.value)
        elif not isinstance(value, NullValueNode):
            self.narrowed = True


def _size(node: FieldNode, weight: Weight) -> Size:
    if not weight.arguments:
        return weight.rows
    given = {each.name.value: each.value for each in node.arguments or ()}
    least, variables = 0, []
    for name, default in weight.arguments.items():
        value = given.get(name)
        if isinstance(value, VariableNode):
            variables.append((value.name.value, default))
        else:
            least = max(least, rows_of(default if value is None else _read(value)))
    return Sized(weight.rows, least, tuple(variables)) if variables else least or weight.rows


def _read(value: ValueNode) -> object:
    """As much of a literal as says how many rows: a whole number, or a list by its length."""
    if isinstance(value, IntValueNode):
        # digits without end are refused later; no more of them is needed here
        return int(value.value[:12])
    return [None] * len(value.values) if isinstance(value, ListValueNode) else None


def _defaults(operation: OperationDefinitionNode) -> Mapping[str, Any]:
    return {
        each.variable.name.value: _read(each.default_value)
        for each in operation.variable_definitions or ()
        if each.default_value is not None and not isinstance(each.default_value, NullValueNode)
    }


def check_texts(document: DocumentNode) -> None:
    """BadInputError where a text of a document holds a NUL."""
    visit(document, _Texts())


class _Texts(Visitor):
    def enter_string_value(self, node: StringValueNode, *_: object) -> None:
        if "\0" in node.value:
            raise BadInputError("the document: a text holds a NUL character; leave it out")
