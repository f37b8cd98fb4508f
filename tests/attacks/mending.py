"""Puts what exists into generated documents, so that most of them are answered: ids, dates, cursors, arguments that go together.

Runs in the environment of the attack tools, so it knows nothing of the application.
"""

from collections.abc import Mapping
from random import Random
from typing import Any

from graphql import (
    ArgumentNode,
    DocumentNode,
    FieldNode,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLSchema,
    NameNode,
    SelectionSetNode,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    ast_from_value,
    get_nullable_type,
    is_input_object_type,
    is_interface_type,
    is_list_type,
    is_scalar_type,
    value_from_ast_untyped,
    visit,
)

from tests.attacks.supplies import PERSONAL_FILTERS, PERSONAL_ORDERS, REPORTS, Supplies
from tests.attacks.widening import widen

PAGING = ("first", "after", "last", "before")
STUBBORN = 0.1
"""How often a contributor asks by personal data all the same."""
WITH_CURSOR = 0.3


def mend(document: DocumentNode, schema: GraphQLSchema, supplies: Supplies, seed: int) -> DocumentNode:
    """The same selections and more, with values that exist; the same seed draws the same."""
    info, random = TypeInfo(schema), Random(seed)
    mended = visit(document, TypeInfoVisitor(info, _Mender(info, supplies, random)))
    return widen(mended, schema, random)


class _Mender(Visitor):
    def __init__(self, info: TypeInfo, supplies: Supplies, random: Random) -> None:
        super().__init__()
        self._info, self._supplies, self._random = info, supplies, random

    def leave_selection_set(self, node: SelectionSetNode, *_: Any) -> SelectionSetNode | None:
        """Interfaces say what they are, so that every answered field is known by its type."""
        if not is_interface_type(self._info.get_type()) and not is_interface_type(self._info.get_parent_type()):
            return None
        return SelectionSetNode(selections=(FieldNode(name=NameNode(value="__typename")), *node.selections))

    def enter_field(self, node: FieldNode, *_: Any) -> FieldNode | None:
        """Mends the arguments of a field together."""
        field, parent = self._info.get_field_def(), self._info.get_parent_type()
        if field is None or parent is None or not node.arguments:
            return None
        given = {each.name.value: value_from_ast_untyped(each.value) for each in node.arguments}
        mended = self._arguments(f"{parent.name}.{node.name.value}", field, given)
        arguments = tuple(
            ArgumentNode(name=NameNode(value=name), value=literal)
            for name, value in mended.items()
            if (literal := ast_from_value(value, field.args[name].type)) is not None
        )
        return FieldNode(name=node.name, alias=node.alias, arguments=arguments, selection_set=node.selection_set)

    def _arguments(self, place: str, field: GraphQLField, given: Mapping[str, Any]) -> dict[str, Any]:
        mended = {name: self._value(name, value, field.args[name].type) for name, value in given.items()}
        if place == "Query.export":
            mended["id"] = self._random.choice(self._supplies.exports)
        return mended | self._page(place, mended) if "after" in mended else mended

    def _page(self, place: str, given: Mapping[str, Any]) -> dict[str, Any]:
        """A page forwards or backwards, at times from a cursor of the list's own order."""
        rows, cursors = self._random.choice((None, 1, 2, 5, 20)), self._supplies.cursors.get(place, ())
        cursor = self._random.choice(cursors) if cursors and self._random.random() < WITH_CURSOR else None
        page: dict[str, Any] = dict.fromkeys(PAGING if "last" in given else PAGING[:2])
        size, start = ("last", "before") if "last" in given and self._random.random() < 0.3 else ("first", "after")
        if cursor is not None:
            # a cursor goes on in the order and the filter that it was made in
            page |= dict.fromkeys({"orderBy", "filter", "range"} & set(given))
        return page | {size: rows, start: cursor}

    def _value(self, name: str, value: Any, kind: GraphQLInputType) -> Any:
        plain = get_nullable_type(kind)
        if value is None:
            return None
        if is_list_type(plain):
            listed = [self._value(name, each, plain.of_type) for each in value[:3]]
            return self._order(listed) if name == "orderBy" else listed
        if is_input_object_type(plain):
            return self._object(plain, value)
        return self._supplies.draw(name, value, self._random) if is_scalar_type(plain) else value

    def _object(self, kind: GraphQLInputObjectType, given: Mapping[str, Any]) -> dict[str, Any]:
        drawn = self._supplies.draw_object(kind.name, self._random)
        if drawn is not None:
            return drawn
        kept = self._keep(kind.name, given)
        mended = {name: self._value(name, value, kind.fields[name].type) for name, value in kept.items()}
        if kind.name == "RequestExportInput" and "offerId" in REPORTS[mended["report"]]:
            mended["offerId"] = self._random.choice(self._supplies.values["offerId"])
        if kind.name == "CancelExportInput":
            mended["id"] = self._random.choice(self._supplies.exports)
        return mended

    def _keep(self, kind: str, given: Mapping[str, Any]) -> Mapping[str, Any]:
        if kind == "RequestExportInput":
            return {name: given[name] for name in given if name in ("report", "format", *REPORTS[given["report"]])}
        if kind == "CustomerFilter":
            chosen = [name for name in given if not self._refused(name, PERSONAL_FILTERS)]
            return {name: given[name] for name in self._random.sample(chosen, min(len(chosen), 2))}
        return given

    def _order(self, listed: list[dict[str, Any]]) -> list[dict[str, Any]]:
        found = {each["field"]: each for each in listed if not self._refused(each["field"], PERSONAL_ORDERS)}
        return list(found.values())

    def _refused(self, name: str, personal: tuple[str, ...]) -> bool:
        return self._supplies.role != "OWNER" and name in personal and self._random.random() > STUBBORN
