"""Which documents ask for nothing but a part: their answers have an ETag and may be kept."""

from hashlib import sha256
from typing import Any, Final

from graphql import BREAK, FieldNode, GraphQLError, Visitor, visit

from app.limits.measuring import parse_document

_PASSING: Final = frozenset(
    {"viewer", "auditEvents", "snapshot", "builtAt", "lastLoadedAt", "staleAfter", "export", "exports"}
)
"""Fields that change while the part stays; they are told by their names alone, and no other field of a query has one of them."""
_MOST = 4096


class _Passing(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.found = False

    def enter_field(self, node: FieldNode, *_: object) -> Any:
        if node.name.value in _PASSING:
            self.found = True
            return BREAK
        return None

    def enter_operation_definition(self, node: Any, *_: object) -> Any:
        if node.operation.value != "query":
            self.found = True
            return BREAK
        return None


class LastingDocuments:
    """Remembers by their hashes which documents last."""

    def __init__(self) -> None:
        self._known: dict[bytes, bool] = {}

    def holds(self, query: str) -> bool:
        """Whether the answer to a document is a function of part, role and variables; False for one that does not parse."""
        digest = sha256(query.encode()).digest()
        known = self._known.get(digest)
        if known is None:
            if len(self._known) >= _MOST:
                self._known.clear()
            known = self._known[digest] = _lasts(query)
        return known


def _lasts(query: str) -> bool:
    try:
        document = parse_document(query)
    except GraphQLError:
        return False
    passing = _Passing()
    visit(document, passing)
    return not passing.found
