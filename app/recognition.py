"""Questions recognised by their bytes: what was parsed and checked once is not parsed again."""

from dataclasses import dataclass

from app.answers import fingerprint
from app.known_documents import KnownDocuments
from app.limits.measuring import Measuring
from app.questions import GraphQLRequest, parse_question
from app.trusted import TrustedDocuments

_MOST_BYTES = 8_000_000
_OVERHEAD = 3
"""A parsed question takes about so many times its text."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """A question, what it is called, what it costs, and by what its kept answer is found: None where its answer does not last.

    `document` is the SHA-256 of its document in hexadecimal; `kind` and `operation` are those of the operation that it means, None where
    it means none, or one without a name.
    """

    asked: GraphQLRequest
    fingerprint: bytes | None
    document: str
    kind: str | None
    operation: str | None
    cost: int = 1
    narrows: bool = False
    """Whether it is a query under a filter or segment; a file's rows are looked for in one piece, under a filter or not."""
    of_parts: bool = False
    """Whether parts answer it alone, without the service records."""
    registered: bool = False
    """Whether its document is registered, and may be withdrawn."""


class Recognition:
    """Remembers questions by method and text, all forgotten together when they are too many."""

    def __init__(self, largest: int, measuring: Measuring, documents: TrustedDocuments, edition: bytes = b"") -> None:
        self._of = edition
        self._largest, self._measuring, self._documents = largest, measuring, documents
        self._known_documents = KnownDocuments()
        self._known: dict[tuple[str, bytes], Recognised] = {}
        self._held = 0
        self._edition = 0

    def read(self, method: str, text: bytes) -> Recognised:
        """The question that a query string or a body holds. HoldfastError says what is wrong with it, and which limit it is beyond."""
        known = self._known.get((method, text))
        if known is not None and (not known.registered or self._documents.edition() == self._edition):
            return known
        if self._documents.edition() != self._edition:
            self.forget()
            self._edition = self._documents.edition()
        asked = parse_question(method, text, self._largest, self._documents.choose)
        cost = self._measuring.measure(asked)
        document = self._known_documents.find(asked.query)
        kind, operation = document.choose(asked.operation_name)
        found = Recognised(
            asked,
            fingerprint(asked, self._of) if document.lasts else None,
            document.digest,
            kind,
            operation,
            cost,
            kind == "query" and self._measuring.narrows(asked),
            document.of_parts,
            self._documents.holds(asked.query),
        )
        self._keep(method, text, found)
        return found

    def forget(self) -> None:
        """Forgets all: a question may name somebody who was erased since."""
        self._known.clear()
        self._held = 0

    def _keep(self, method: str, text: bytes, found: Recognised) -> None:
        size = len(text) * (1 + _OVERHEAD)
        if size > _MOST_BYTES // 100:
            return
        if self._held + size > _MOST_BYTES:
            self.forget()
        self._known[method, text] = found
        self._held += size
