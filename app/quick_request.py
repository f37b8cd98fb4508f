"""A request whose headers are found by name at once: the framework goes through all of them each time."""

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import Receive, Scope
from typing_extensions import override


class QuickHeaders(Headers):
    """Of names that come several times the first counts, as everywhere."""

    def __init__(self, scope: Scope) -> None:
        super().__init__(scope=scope)
        self._first = dict(reversed(scope["headers"]))

    @override
    def get(self, key: str, default: str | None = None) -> str | None:  # type: ignore[override]
        found: bytes | None = self._first.get(key.lower().encode("latin-1"))
        return default if found is None else found.decode("latin-1")


class QuickRequest(Request):
    """One that is asked for several headers."""

    def __init__(self, scope: Scope, receive: Receive) -> None:
        super().__init__(scope, receive)
        self._quick = QuickHeaders(scope)

    @property
    @override
    def headers(self) -> Headers:
        """The headers."""
        return self._quick
