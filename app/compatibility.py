"""What a change of the schema would break for the clients of the last release."""

from dataclasses import replace

from graphql import (
    BreakingChange,
    BreakingChangeType,
    DirectiveNode,
    DocumentNode,
    GraphQLSchema,
    NamedTypeNode,
    Node,
    TypeDefinitionNode,
    Visitor,
    build_ast_schema,
    find_breaking_changes,
    parse,
    print_ast,
    visit,
)
from graphql.language.visitor import REMOVE, VisitorActionEnum

from app.settings import ROOT

RELEASED = ROOT / "schema" / "released.graphql"
"""The definition of the last release, without descriptions."""
_REMOVALS = frozenset(
    {
        BreakingChangeType.TYPE_REMOVED,
        BreakingChangeType.FIELD_REMOVED,
        BreakingChangeType.ARG_REMOVED,
        BreakingChangeType.VALUE_REMOVED_FROM_ENUM,
    }
)


def find_breaks(released: str, present: str) -> list[str]:
    """Each change from one SDL to another that a client may notice, in words; what was @deprecated in a release may be gone in the next.

    Raises GraphQLError where one of them is no SDL.
    """
    before, after = parse(released), build_ast_schema(parse(present))
    kept = {_key(change) for change in _changes(_without_deprecated(before), after)}
    found = _changes(before, after)
    return sorted(
        f"{change.type.name}: {change.description}"
        for change in found
        if change.type not in _REMOVALS or _key(change) in kept
    )


def _changes(before: DocumentNode, after: GraphQLSchema) -> list[BreakingChange]:
    # a document of which something was taken away may name types that are gone with it: nobody can reach those
    return find_breaking_changes(build_ast_schema(before, assume_valid=True), after)


def _key(change: BreakingChange) -> tuple[BreakingChangeType, str]:
    return change.type, change.description


class _Deprecated(Visitor):
    """Takes away every definition that is @deprecated."""

    def enter(self, node: Node, *_: object) -> VisitorActionEnum | None:
        directives: tuple[DirectiveNode, ...] = getattr(node, "directives", None) or ()
        deprecated = any(each.name.value == "deprecated" for each in directives)
        return REMOVE if deprecated else None


class _Undescribed(Visitor):
    """Takes away every description."""

    def leave(self, node: Node, *_: object) -> Node | None:
        """The node without one, None where it had none."""
        if getattr(node, "description", None) is None:
            return None
        return replace(node, description=None)  # type: ignore[call-arg]


class _Named(Visitor):
    """Gathers the names of types that a document mentions beside their definitions."""

    def __init__(self) -> None:
        super().__init__()
        self.found = {"Query", "Mutation", "Subscription"}

    def enter_named_type(self, node: NamedTypeNode, *_: object) -> None:
        """Notes one."""
        self.found.add(node.name.value)


def _without_deprecated(document: DocumentNode) -> DocumentNode:
    """A document without what is deprecated, and without the types that were reached by nothing else."""
    found: DocumentNode = visit(document, _Deprecated())
    while True:
        named = _Named()
        visit(found, named)
        kept = tuple(each for each in found.definitions if _stays(each, named.found))
        if len(kept) == len(found.definitions):
            return found
        found = DocumentNode(definitions=kept)


def _stays(definition: Node, named: set[str]) -> bool:
    if not isinstance(definition, TypeDefinitionNode):
        return True
    # what implements an interface is reached through that
    return definition.name.value in named or bool(getattr(definition, "interfaces", None))


def write_release(sdl: str) -> str:
    """A definition as a release keeps it: without descriptions."""
    return print_ast(visit(parse(sdl), _Undescribed())) + "\n"
