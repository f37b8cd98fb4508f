"""Measures questions before they are answered: what is beyond a limit is refused, all else has a cost."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from graphql import DocumentNode, GraphQLError

from app.limits.cost import Priced
from app.limits.pricing import Pricing, check_texts
from app.limits.scan import Shape, exceeding, scan
from app.limits.settings import LimitSettings
from app.limits.values import check_values
from app.limits.weights import Weights
from app.questions import GraphQLRequest
from domain.errors import TooComplexError
from resolvers.assembly import DOCUMENT_TOKENS, graphql_schema
from resolvers.errors import CachedParsing

FLAT = 1
"""What a question costs that is refused when it is executed."""
_DEEPER = 10
"""How much deeper than its fields the brackets of a document may nest: arguments and their literals."""
_MOST = 4096

# the execution takes its document from the same cache
_parse = CachedParsing().cached_parse_document


def parse_document(query: str) -> DocumentNode:
    """A document parsed once for whoever asks about it; GraphQLError where it is none."""
    document: DocumentNode = _parse(query, max_tokens=DOCUMENT_TOKENS)
    return document


@dataclass(frozen=True, slots=True)
class Measured:
    """The operations of a document by their names; none where it does not parse."""

    operations: Mapping[str | None, Priced]
    narrowed: bool = False
    """Whether it asks under filters that it holds itself."""
    narrowing: frozenset[str] = frozenset()
    """Variables that are filters."""


class Measuring:
    """Remembers by their hashes what documents cost."""

    def __init__(self, settings: LimitSettings) -> None:
        self._settings = settings
        self._weights = Weights(graphql_schema._schema)
        self._known: dict[bytes, Measured] = {}

    def measure(self, asked: GraphQLRequest) -> int:
        """The cost of a question; TooComplexError or BadInputError where it is refused before anything is executed."""
        settings = self._settings
        check_values(asked.variables, settings.document_depth, settings.variable_values)
        cost = self._cost(asked)
        if cost > settings.cost_limit:
            raise TooComplexError(
                f"cost: the request costs {cost}, the limit is {settings.cost_limit};"
                " ask for fewer rows or fields, or in several requests"
            )
        return cost

    def narrows(self, asked: GraphQLRequest) -> bool:
        """Whether a question that was measured asks under a filter or segment; of several operations, whether one of them does."""
        found, variables = self._read(asked.query), asked.variables or {}
        return found.narrowed or any(variables.get(name) for name in found.narrowing)

    def _cost(self, asked: GraphQLRequest) -> int:
        operations = self._read(asked.query).operations
        if asked.operation_name is None and len(operations) == 1:
            (priced,) = operations.values()
            return priced.cost(asked.variables)
        found = operations.get(asked.operation_name) if asked.operation_name else None
        return FLAT if found is None else found.cost(asked.variables)

    def _read(self, query: str) -> Measured:
        digest = sha256(query.encode()).digest()
        found = self._known.get(digest)
        if found is None:
            self._check_shape(scan(query, self._settings.document_tokens))
            found = self._price(query)
            if len(self._known) >= _MOST:
                self._known.clear()
            self._known[digest] = found
        return found

    def _check_shape(self, shape: Shape) -> None:
        settings = self._settings
        for what, found, limit in (
            ("brackets", shape.nesting, settings.document_depth + _DEEPER),
            ("aliases", shape.aliases, settings.document_aliases),
            ("directives", shape.directives, settings.document_directives),
            ("operations and fragments", shape.definitions, settings.document_definitions),
        ):
            if found > limit:
                raise TooComplexError(exceeding(what, found, limit))

    def _price(self, query: str) -> Measured:
        try:
            document = parse_document(query)
        except GraphQLError:
            return Measured({})  # refused in its own words when it is executed
        if "\0" in query or "\\u" in query:
            check_texts(document)
        pricing = Pricing(document, self._weights)
        if pricing.depth > self._settings.document_depth:
            raise TooComplexError(exceeding("depth", pricing.depth, self._settings.document_depth))
        return Measured(dict(pricing.operations), pricing.narrowed, frozenset(pricing.narrowing))
