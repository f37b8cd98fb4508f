"""Refusals over HTTP: every error, of whatever route, has the shape of a GraphQL answer with a code and a message."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import orjson
from starlette.responses import Response

from app.envelope import current_request_id
from app.negotiation import GRAPHQL, JSON
from domain.errors import HoldfastError, NoSnapshotError, RecordsUnreachableError, UnauthenticatedError

STATUS = MappingProxyType(
    {
        "UNAUTHENTICATED": 401,
        "FORBIDDEN": 403,
        "FORBIDDEN_FIELD": 403,
        "NOT_FOUND": 404,
        "BAD_INPUT": 400,
        "BAD_CURSOR": 400,
        "TOO_COMPLEX": 413,
        "TIMEOUT": 504,
        "INTERNAL": 500,
    }
)


class HttpRefusalError(HoldfastError):
    """A request that is wrong as HTTP: carries its own status, code and headers."""

    def __init__(
        self, status: int, message: str, code: str = "BAD_INPUT", headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.headers = dict(headers or {})


class JsonBytes(Response):
    """An answer that is JSON already, which no cache keeps unless its headers say so."""

    def __init__(
        self, body: bytes, status: int = 200, media_type: str = JSON, headers: Mapping[str, str] | None = None
    ) -> None:
        kept = {"cache-control": "no-store", **(headers or {})}
        # the charset is stated: a response type of our own gets none from the framework
        kept["content-type"] = f"{media_type}; charset=utf-8"
        super().__init__(body, status, kept)


class JsonResponse(JsonBytes):
    """A value as such an answer."""

    def __init__(
        self, content: Any, status: int = 200, media_type: str = JSON, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(orjson.dumps(content), status, media_type, headers)


def describe(error: HoldfastError) -> dict[str, Any]:
    """The error as an entry of `errors`."""
    code = "NOT_FOUND" if isinstance(error, NoSnapshotError) else error.code
    return {"message": str(error), "extensions": {"code": code}}


def refuse(error: HoldfastError, media_type: str = JSON) -> JsonResponse:
    """The answer to a request that was refused before it was executed."""
    body = {"errors": [describe(error)]}
    if isinstance(error, HttpRefusalError):
        return JsonResponse(body, error.status, media_type, error.headers)
    if isinstance(error, UnauthenticatedError):
        return JsonResponse(body, 401, media_type, {"www-authenticate": 'Bearer realm="holdfast"'})
    if isinstance(error, RecordsUnreachableError):
        return JsonResponse(body, 503, media_type, {"retry-after": "1"})
    status = 503 if isinstance(error, NoSnapshotError) else STATUS.get(error.code, 500)
    return JsonResponse(body, status, media_type)


def refuse_unexpected(media_type: str = JSON) -> JsonResponse:
    """The answer where something failed that nobody foresaw: an id to find it by, its text only in the log."""
    request_id = current_request_id()
    message = f"something failed here; report request {request_id}"
    error = {"message": message, "extensions": {"code": "INTERNAL", "requestId": request_id}}
    return JsonResponse({"errors": [error]}, 500, media_type if media_type == GRAPHQL else JSON)
