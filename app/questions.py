"""Reads a GraphQL request off HTTP: parameters of a GET or the JSON body of a POST, checked before anything is parsed as GraphQL."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from starlette.datastructures import QueryParams
from starlette.requests import ClientDisconnect, Request

from app.refusals import HttpRefusalError

_JSON = "application/json"


@dataclass(frozen=True, slots=True)
class GraphQLRequest:
    """A document with its operation's name, variables and extensions."""

    query: str
    operation_name: str | None
    variables: dict[str, Any] | None
    extensions: dict[str, Any] | None


async def read_text(request: Request, largest: int) -> bytes:
    """The bytes that hold the question: the query string of a GET, the JSON body of a POST; `largest` in bytes."""
    text: bytes = request.scope["query_string"]
    return text if request.scope["method"] in ("GET", "HEAD") else await _read_body(request, largest)


def _take_query(given: Mapping[str, Any]) -> object:
    return given.get("query")


def parse_question(
    method: str, text: bytes, largest: int, choose: Callable[[Mapping[str, Any]], object] = _take_query
) -> GraphQLRequest:
    """The GraphQL request that such bytes hold; `choose` finds its document. HttpRefusalError says what is wrong with it."""
    given = _read_parameters(text) if method == "GET" else _read_json(text)
    query = choose(given)
    if not isinstance(query, str) or not query.strip():
        raise HttpRefusalError(400, "query: missing; send a GraphQL document as text")
    if len(query.encode()) > largest:
        raise HttpRefusalError(
            413, f"query: larger than {largest} bytes; ask for less, or in several requests", "TOO_COMPLEX"
        )
    operation_name = given.get("operationName")
    if operation_name is not None and not isinstance(operation_name, str):
        raise HttpRefusalError(400, "operationName: takes text or null")
    return GraphQLRequest(query, operation_name or None, _read_map(given, "variables"), _read_map(given, "extensions"))


def _read_map(given: Mapping[str, Any], name: str) -> dict[str, Any] | None:
    value = given.get(name)
    if value is not None and not isinstance(value, dict):
        raise HttpRefusalError(400, f"{name}: takes a JSON object or null")
    return value


def _read_parameters(text: bytes) -> dict[str, Any]:
    given: dict[str, Any] = dict(QueryParams(text))
    for name in ("variables", "extensions"):
        if given.get(name):
            given[name] = _parse(given[name].encode(), name)
        else:
            given.pop(name, None)
    return given


def _read_json(body: bytes) -> dict[str, Any]:
    given = _parse(body, "the body")
    if not isinstance(given, dict):
        raise HttpRefusalError(400, "the body: takes one JSON object; several operations are several requests")
    return given


def _parse(text: bytes, what: str) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise HttpRefusalError(400, f"{what}: not JSON ({error})") from None


async def _read_body(request: Request, largest: int) -> bytes:
    declared = request.headers.get("content-type", "")
    if declared != _JSON:
        _check_type(declared)
    # message by message: the framework's stream of them takes three times as long
    pieces, size, more = [], 0, True
    while more:
        message = await request.receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        pieces.append(message.get("body", b""))
        size += len(pieces[-1])
        if size > largest:
            raise HttpRefusalError(
                413, f"the body: larger than {largest} bytes; ask for less, or in several requests", "TOO_COMPLEX"
            )
        more = message.get("more_body", False)
    return b"".join(pieces)


def _check_type(declared: str) -> None:
    kind, *parameters = (piece.strip().lower() for piece in declared.split(";"))
    foreign = any(
        piece.startswith("charset=") and piece[8:].strip('"') not in ("utf-8", "utf8") for piece in parameters
    )
    if kind != _JSON or foreign:
        raise HttpRefusalError(415, f"content-type: takes {_JSON} in UTF-8")
