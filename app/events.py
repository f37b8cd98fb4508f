"""GraphQL over server-sent events, a connection for each operation: `next` for every result, `complete` at the end."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing, suppress
from dataclasses import dataclass

import orjson
from graphql import GraphQLError, OperationType, get_operation_ast, parse
from starlette.responses import Response, StreamingResponse
from strawberry.types.execution import ExecutionResult
from strawberry.types.graphql import OperationType as Kind

from app.execution import describe_result
from app.questions import GraphQLRequest
from app.refusals import HttpRefusalError, describe
from domain.errors import HoldfastError
from resolvers.assembly import DOCUMENT_TOKENS, graphql_schema
from resolvers.context import Context

_HEADERS = {
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "no-store",
    # proxies that gather answers would keep the events to themselves
    "x-accel-buffering": "no",
}
_COMPLETE = b"event: complete\ndata: \n\n"
_ALIVE = b":\n\n"
_SILENCE = 5.0
"""Seconds after which a comment keeps the connection open, and the asker is checked again."""


@dataclass(frozen=True, slots=True)
class Streamed:
    """A subscription whose results are sent as they come.

    `check` raises once the asker may no longer ask, or the service ends; the first result has `seconds`.
    """

    asked: GraphQLRequest
    context: Context
    check: Callable[[], Awaitable[object]]
    seconds: float


def asks_to_follow(asked: GraphQLRequest) -> bool:
    """Whether the operation to be executed is a subscription; False for a document that does not parse."""
    if "subscription" not in asked.query:
        return False
    try:
        document = parse(asked.query, no_location=True, max_tokens=DOCUMENT_TOKENS)
    except GraphQLError:
        return False
    operation = get_operation_ast(document, asked.operation_name)
    return operation is not None and operation.operation is OperationType.SUBSCRIPTION


def stream(operation: Streamed) -> StreamingResponse:
    """The answer that sends a subscription's results; errors of the document are results too."""
    return StreamingResponse(_write(operation), headers=_HEADERS)


async def _write(operation: Streamed) -> AsyncIterator[bytes]:
    # one place: nothing is looked at again before its last state was sent
    results: asyncio.Queue[ExecutionResult | None] = asyncio.Queue(1)
    execution = asyncio.ensure_future(_execute(operation, results))
    try:
        async for event in _take(operation, results, execution):
            yield event
    except HoldfastError as error:
        yield _event({"errors": [describe(error)]})
    finally:
        execution.cancel()
        with suppress(asyncio.CancelledError):
            await execution
    yield _COMPLETE


async def _take(
    operation: Streamed, results: "asyncio.Queue[ExecutionResult | None]", execution: "asyncio.Task[None]"
) -> AsyncIterator[bytes]:
    loop = asyncio.get_running_loop()
    late: float | None = loop.time() + operation.seconds
    while True:
        try:
            result = await asyncio.wait_for(results.get(), _SILENCE)
        except TimeoutError:
            await operation.check()
            if late is not None and loop.time() >= late:
                raise HttpRefusalError(504, f"no answer within {operation.seconds:g} seconds", "TIMEOUT") from None
            yield _ALIVE
            continue
        if result is None:
            await execution
            return
        await operation.check()
        late = None
        yield _event(describe_result(result).body)


async def _execute(operation: Streamed, results: "asyncio.Queue[ExecutionResult | None]") -> None:
    """Puts the results in line, and None at the end, whatever the end is."""
    try:
        asked = operation.asked
        found = await graphql_schema.stream(
            asked.query,
            variable_values=asked.variables,
            context_value=operation.context,
            operation_name=asked.operation_name,
            operation_extensions=asked.extensions,
            allowed_operation_types=(Kind.SUBSCRIPTION,),
        )
        async with aclosing(found):
            async for result in found:
                assert isinstance(result, ExecutionResult)
                await results.put(result)
    finally:
        await results.put(None)


def send_alone(body: bytes) -> Response:
    """The answer that sends one result, as JSON, of an operation that has no more."""
    return Response(_framed(body) + _COMPLETE, headers=_HEADERS)


def _event(body: object) -> bytes:
    return _framed(orjson.dumps(body))


def _framed(body: bytes) -> bytes:
    return b"event: next\ndata: " + body + b"\n\n"
