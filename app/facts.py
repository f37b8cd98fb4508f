"""What is known of the request being answered: told in its log line, counted by the metrics, and shown in its span."""

from contextvars import ContextVar


class RequestFacts:
    """Filled in while a request is answered; `operation` is a plain GraphQL name, and nothing here holds a value of the client's otherwise.

    `path` is without the query and printable; `milliseconds` and `status` are those of the end.
    """

    __slots__ = ("kind", "method", "milliseconds", "operation", "path", "publisher", "request_id", "status")

    def __init__(self, request_id: str, method: str = "-", path: str = "-") -> None:
        self.request_id, self.method, self.path = request_id, method, path
        self.status = 500
        self.milliseconds = 0.0
        self.kind: str | None = None
        self.operation: str | None = None
        self.publisher: str | None = None


_OUTSIDE = RequestFacts("-")
_current: ContextVar[RequestFacts] = ContextVar("request_facts", default=_OUTSIDE)


def begin_facts(facts: RequestFacts) -> None:
    """Makes these the facts of what runs from here on in this task."""
    _current.set(facts)


def current_facts() -> RequestFacts:
    """The facts of the request being answered; outside of one those of none, whose id is `-`."""
    return _current.get()
