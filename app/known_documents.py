"""What is known of a document by its text: whether it asks for nothing but a part, so that its answer may be kept, and its operations."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from types import MappingProxyType
from typing import Any, Final

from graphql import BREAK, DocumentNode, FieldNode, GraphQLError, OperationDefinitionNode, Visitor, visit

from app.limits.measuring import parse_document

_PASSING: Final = frozenset(
    {"viewer", "auditEvents", "snapshot", "builtAt", "lastLoadedAt", "staleAfter", "export", "exports"}
)
"""Fields that change while the part stays; they are told by their names alone, and no other field of a query has one of them."""
_OF_RECORDS: Final = frozenset({"auditEvents", "export", "exports", "node"})
_MOST = 4096
_LONGEST_NAME = 64


@dataclass(frozen=True, slots=True)
class KnownDocument:
    """What a document is called where it must not be quoted, and what it asks for.

    `digest`: its SHA-256 in hexadecimal; `lasts`: its answer is a function of part, role and variables; `of_parts`: no service record is
    read for it; `operations`: their kinds by name, empty for one without.
    """

    digest: str
    lasts: bool
    of_parts: bool
    operations: Mapping[str, str]

    def choose(self, name: str | None) -> tuple[str | None, str | None]:
        """Kind and name of the operation that a request means; names that are very long are none."""
        if name is None and len(self.operations) == 1:
            (name,) = self.operations
        kind = self.operations.get(name or "")
        return kind, name if kind and name and len(name) <= _LONGEST_NAME else None


_NONE: Final[Mapping[str, str]] = MappingProxyType({})


class _Passing(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.found = self.records = False

    def enter_field(self, node: FieldNode, *_: object) -> Any:
        name = node.name.value
        self.found |= name in _PASSING
        # those of a list have no argument, those of ids may be exports
        self.records |= name in _OF_RECORDS or (name == "nodes" and bool(node.arguments))
        return None

    def enter_operation_definition(self, node: Any, *_: object) -> Any:
        if node.operation.value != "query":
            self.found = self.records = True
            return BREAK
        return None


class KnownDocuments:
    """Remembers by their hashes what is known of documents."""

    def __init__(self) -> None:
        self._known: dict[str, KnownDocument] = {}

    def find(self, query: str) -> KnownDocument:
        """What is known of a document; of one that does not parse, that it does not last."""
        digest = sha256(query.encode()).hexdigest()
        known = self._known.get(digest)
        if known is None:
            if len(self._known) >= _MOST:
                self._known.clear()
            known = self._known[digest] = _read(digest, query)
        return known


def _read(digest: str, query: str) -> KnownDocument:
    try:
        document = parse_document(query)
    except GraphQLError:
        return KnownDocument(digest, False, False, _NONE)
    passing = _Passing()
    visit(document, passing)
    operations = MappingProxyType(_list_operations(document))
    return KnownDocument(digest, not passing.found, not passing.records, operations)


def _list_operations(document: DocumentNode) -> dict[str, str]:
    return {
        each.name.value if each.name else "": each.operation.value
        for each in document.definitions
        if isinstance(each, OperationDefinitionNode)
    }
