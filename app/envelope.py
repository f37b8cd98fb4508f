"""What surrounds every request: an id, headers that keep browsers strict, and one line in the log."""

import re
import secrets
import time
from collections.abc import Callable, Sequence
from itertools import count

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.escaping import printable
from app.facts import RequestFacts, begin_facts, current_facts
from app.logs import log_request

STRICT = (
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
)
_STRICT_OVER_TLS = (*STRICT, (b"strict-transport-security", b"max-age=31536000"))
_PROCESS = secrets.token_hex(4)
_number = count(int.from_bytes(secrets.token_bytes(3)))
"""Ids tell requests apart, they are no secret: those of a process are counted."""
_PLAIN_ID = re.compile(rb"[A-Za-z0-9._-]{8,64}")


def current_request_id() -> str:
    """The id of the request being answered, `-` outside of one."""
    return current_facts().request_id


class Envelope:
    """Wraps an application; the log line names the path without its query, which may hold personal data.

    `observe` is told of each request when it has ended.
    """

    def __init__(self, application: ASGIApp, observe: Sequence[Callable[[RequestFacts], None]] = ()) -> None:
        self._application = application
        self._observe = (log_request, *observe)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._application(scope, receive, send)
            return
        facts = RequestFacts(_identify(scope), scope["method"], printable(scope["path"]))
        begin_facts(facts)
        started = time.perf_counter()

        async def send_wrapped(message: Message) -> None:
            if message["type"] == "http.response.start":
                facts.status = message["status"]
                _add_headers(scope, message, facts.request_id)
            await send(message)

        try:
            await self._application(scope, receive, send_wrapped)
        finally:
            facts.milliseconds = (time.perf_counter() - started) * 1000
            for observe in self._observe:
                observe(facts)


def _identify(scope: Scope) -> str:
    """The client's own id of its request where it is a short plain token, else a new one."""
    for name, value in scope["headers"]:
        if name == b"x-request-id" and _PLAIN_ID.fullmatch(value):
            return str(value, "ascii")
    return f"{_PROCESS}{next(_number):08x}"


def _add_headers(scope: Scope, message: Message, request_id: str) -> None:
    given = message["headers"]
    named = {name for name, _ in given}
    strict = _STRICT_OVER_TLS if scope.get("scheme") == "https" else STRICT
    added = [header for header in strict if header[0] not in named]
    message["headers"] = [*given, (b"x-request-id", request_id.encode()), *added]
