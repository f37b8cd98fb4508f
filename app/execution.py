"""Executes one GraphQL request and gives the answer's body; the same for the server and the command line."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from graphql import FieldNode, GraphQLError, GraphQLFormattedError, OperationDefinitionNode, parse
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.types.execution import ExecutionResult
from strawberry.types.graphql import OperationType

from app.questions import GraphQLRequest
from app.refusals import HttpRefusalError
from resolvers.assembly import DOCUMENT_TOKENS, graphql_schema
from resolvers.context import Context

Method = Literal["GET", "POST"]
_OPERATION = re.compile(r"\b(?:query|mutation|subscription)\b")
_ALLOWED: Mapping[Method, tuple[OperationType, ...]] = {
    "GET": (OperationType.QUERY,),
    "POST": (OperationType.QUERY, OperationType.MUTATION),
}
_FOLLOWED = "a subscription is answered as server-sent events; send `accept: text/event-stream`"
_SUGGESTION = re.compile(r" Did you mean [^?]*\?$")
_INTROSPECTION = frozenset({"__schema", "__type", "__typename"})


@dataclass(frozen=True, slots=True)
class Answer:
    """The body of an answer; `executed` is False where the request was refused before anything ran, and `data` is absent."""

    body: dict[str, Any]
    executed: bool


async def execute(
    asked: GraphQLRequest, context: Context | None, method: Method = "POST", suggestions: bool = True
) -> Answer:
    """Executes a request; HttpRefusalError (405) where a GET asks for more than a query.

    Without `suggestions` no error tells a name that it was not asked about.
    """
    if asked.operation_name is None and _count_operations(asked.query) > 1:
        return _refused("operationName: missing; the document has several operations, name the one to execute")
    try:
        result = await graphql_schema.execute(
            asked.query,
            variable_values=asked.variables,
            context_value=context,
            operation_name=asked.operation_name,
            operation_extensions=asked.extensions,
            allowed_operation_types=_ALLOWED[method],
        )
    except CannotGetOperationTypeError as error:
        return _refused(error.as_http_error_reason())
    except InvalidOperationTypeError:
        if method == "GET":
            raise HttpRefusalError(405, "GET takes queries only; use POST", headers={"allow": "POST"}) from None
        return _refused(_FOLLOWED)
    return describe_result(result, suggestions)


def _count_operations(query: str) -> int:
    # the framework would execute the first; parsing is left to it where a glance shows a single one
    if len(_OPERATION.findall(query)) < 2:
        return 1
    try:
        document = parse(query, no_location=True, max_tokens=DOCUMENT_TOKENS)
    except GraphQLError:
        return 1
    return sum(isinstance(definition, OperationDefinitionNode) for definition in document.definitions)


def describe_result(result: ExecutionResult, suggestions: bool = True) -> Answer:
    """The answer that a result is."""
    # an error of a field has a path; without one the document, the variables or the operation were refused
    executed = not result.errors or result.data is not None or any(error.path for error in result.errors)
    body: dict[str, Any] = {"data": result.data} if executed else {}
    if result.errors:
        body["errors"] = [_tell(error, suggestions) for error in result.errors]
    if result.extensions:
        body["extensions"] = result.extensions
    return Answer(body, executed)


def _tell(error: GraphQLError, suggestions: bool) -> GraphQLFormattedError:
    told = error.formatted
    if not suggestions:
        told["message"] = _SUGGESTION.sub("", told["message"])
    return told


def _refused(message: str) -> Answer:
    return Answer({"errors": [{"message": message, "extensions": {"code": "BAD_INPUT"}}]}, executed=False)


def asks_for_schema_only(query: str) -> bool:
    """Whether a document selects nothing but introspection at its root; False for one that does not parse."""
    try:
        document = parse(query, no_location=True, max_tokens=DOCUMENT_TOKENS)
    except GraphQLError:
        return False
    fields = [
        selection.name.value if isinstance(selection, FieldNode) else ""
        for definition in document.definitions
        if isinstance(definition, OperationDefinitionNode)
        for selection in definition.selection_set.selections
    ]
    return bool(fields) and _INTROSPECTION.issuperset(fields)
