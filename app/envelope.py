"""What surrounds every request: an id, headers that keep browsers strict, and one line in the log."""

import secrets
import time
from contextvars import ContextVar

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.logs import log_request

_request_id: ContextVar[str] = ContextVar("request_id", default="-")

STRICT = (
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
)
_STRICT_OVER_TLS = (*STRICT, (b"strict-transport-security", b"max-age=31536000"))


def current_request_id() -> str:
    """The id of the request being answered, `-` outside of one."""
    return _request_id.get()


class Envelope:
    """Wraps an application; the log line names the path without its query, which may hold personal data."""

    def __init__(self, application: ASGIApp) -> None:
        self._application = application

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._application(scope, receive, send)
            return
        request_id = secrets.token_hex(8)
        _request_id.set(request_id)
        started = time.perf_counter()
        status = 500

        async def send_wrapped(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                _add_headers(scope, message, request_id)
            await send(message)

        try:
            await self._application(scope, receive, send_wrapped)
        finally:
            spent = (time.perf_counter() - started) * 1000
            log_request(f"{scope['method']} {scope['path']} {status} {spent:.1f} ms {request_id}")


def _add_headers(scope: Scope, message: Message, request_id: str) -> None:
    given = message["headers"]
    named = {name for name, _ in given}
    strict = _STRICT_OVER_TLS if scope.get("scheme") == "https" else STRICT
    added = [header for header in strict if header[0] not in named]
    message["headers"] = [*given, (b"x-request-id", request_id.encode()), *added]
