"""What a document is called where it must not be quoted: its hash, and the name of the operation that is asked for."""

from dataclasses import dataclass
from hashlib import sha256

from graphql import GraphQLError, OperationDefinitionNode, parse

from app.questions import GraphQLRequest
from resolvers.assembly import DOCUMENT_TOKENS

_LONGEST_NAME = 64
_MOST = 4096


@dataclass(frozen=True, slots=True)
class Named:
    """SHA-256 of the document in hexadecimal, and the operation's name, None where it has none or a long one."""

    document: str
    operation: str | None


class DocumentNames:
    """Remembers by their hashes which operations documents have."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[str | None, ...]] = {}

    def name(self, asked: GraphQLRequest) -> Named:
        """How a request is called; only a name that the document itself gives to an operation counts."""
        digest = sha256(asked.query.encode()).hexdigest()
        operations = self._known.get(digest)
        if operations is None:
            if len(self._known) >= _MOST:
                self._known.clear()
            operations = self._known[digest] = _operations(asked.query)
        if asked.operation_name is None:
            return Named(digest, operations[0] if len(operations) == 1 else None)
        return Named(digest, asked.operation_name if asked.operation_name in operations else None)


def _operations(query: str) -> tuple[str | None, ...]:
    try:
        document = parse(query, no_location=True, max_tokens=DOCUMENT_TOKENS)
    except GraphQLError:
        return ()
    found = (each for each in document.definitions if isinstance(each, OperationDefinitionNode))
    return tuple(_plain(each.name.value) if each.name else None for each in found)


def _plain(name: str) -> str | None:
    return name if len(name) <= _LONGEST_NAME else None
