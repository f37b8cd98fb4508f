"""What a client reads of an error: a code and a message that says what to do; the rest is for the log alone."""

import logging
from collections.abc import Iterator
from contextlib import suppress

from graphql import ArgumentNode, GraphQLError, GraphQLSyntaxError, ValueNode
from strawberry.extensions import MaskErrors, ParserCache
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError

from domain.errors import BadInputError, HoldfastError, TooComplexError

logger = logging.getLogger("holdfast.graphql")

_TOO_MANY_TOKENS = "Document contains more than"
_ABORTED = "Validation aborted."
_REPEATED = "the document asks for the same fields too often; ask once for each"


def causes(error: GraphQLError) -> Iterator[Exception]:
    """An error and what raised it, outermost first."""
    cause: Exception | None = error
    while cause is not None:
        yield cause
        cause = cause.original_error if isinstance(cause, GraphQLError) else None


def code_of(error: GraphQLError) -> str:
    """The stable code of an error; INTERNAL for whatever is not an expected refusal."""
    *_, root = causes(error)
    if isinstance(root, HoldfastError):
        return root.code
    if isinstance(root, CannotGetOperationTypeError | InvalidOperationTypeError):
        return BadInputError.code
    if not isinstance(root, GraphQLError):
        return HoldfastError.code
    if root.message == _ABORTED or (isinstance(root, GraphQLSyntaxError) and _TOO_MANY_TOKENS in root.message):
        return TooComplexError.code
    return BadInputError.code if error.path is None or _of_an_argument(root) else HoldfastError.code


def _of_an_argument(error: GraphQLError) -> bool:
    return any(isinstance(node, ArgumentNode | ValueNode) for node in error.nodes or ())


def shape_error(error: GraphQLError, request_id: str) -> GraphQLError:
    """The error as a client reads it: of an unexpected one only where it happened and the request's id."""
    code = code_of(error)
    if code == HoldfastError.code:
        message = f"unexpected; quote request {request_id} when you report it"
        extensions: dict[str, object] = {"code": code, "requestId": request_id}
        return GraphQLError(message, error.nodes, path=error.path, extensions=extensions)
    told = _REPEATED if error.message == _ABORTED else error.message
    return GraphQLError(told, error.nodes, error.source, error.positions, error.path, extensions={"code": code})


class CachedParsing(ParserCache):
    """Parses a document once; one that does not parse is left to the execution, whose errors are shaped."""

    def on_parse(self) -> Iterator[None]:
        """Takes the document from the cache, or parses it into the cache."""
        context = self.execution_context
        with suppress(GraphQLError):
            context.graphql_document = self.cached_parse_document(context.query, **context.parse_options)
        yield


class ShapedErrors(MaskErrors):
    """Shapes the errors of every result, of streamed ones too."""

    def _process_errors(self, errors: list[GraphQLError]) -> list[GraphQLError]:
        context = self.execution_context.context
        return [shape_error(error, context.request_id if context else "") for error in errors]
