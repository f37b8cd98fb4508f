"""Spans for OpenTelemetry: one for each operation, one for each question below it; never of a field, an argument or a tenant."""

import time
from types import TracebackType

from opentelemetry.context import attach, detach
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Span, SpanKind, StatusCode, get_current_span, set_span_in_context
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from starlette.types import ASGIApp, Receive, Scope, Send

from app.facts import RequestFacts, current_facts
from app.version import version

_CARRIED = frozenset({b"traceparent", b"tracestate"})
_TIMEOUT = 5.0


class Traces:
    """Sends spans to an OTLP receiver over HTTP, in batches and from a thread of its own; closed at the end."""

    def __init__(self, endpoint: str) -> None:
        resource = Resource.create({"service.name": "holdfast", "service.version": version()})
        self._provider = TracerProvider(resource=resource, shutdown_on_exit=False)
        self._provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint, timeout=_TIMEOUT)))
        self._tracer = self._provider.get_tracer("holdfast")
        self._propagator = TraceContextTextMapPropagator()

    def begin(self, scope: Scope) -> "_Operation":
        """The span of an operation, within the trace that the client's `traceparent` names, if it names one."""
        given = {str(name, "latin-1"): str(value, "latin-1") for name, value in scope["headers"] if name in _CARRIED}
        context = self._propagator.extract(given)
        span = self._tracer.start_span("graphql", context, SpanKind.SERVER)
        return _Operation(span)

    def around(self, application: ASGIApp) -> ASGIApp:
        """The application, with a span of each operation."""
        return Traced(application, self)

    def observe_question(self, question: str, engine: str, seconds: float, ended: int | None = None, /) -> None:
        """The span of a question that has ended, just now unless it is said when; outside of an operation there is none."""
        if not get_current_span().is_recording():
            return
        ended = ended or time.time_ns()
        span = self._tracer.start_span(
            f"question {question}",
            attributes={"holdfast.question": question, "holdfast.engine": engine},
            start_time=ended - int(seconds * 1e9),
        )
        span.end(ended)

    def close(self) -> None:
        """Sends what waits, for some seconds at most."""
        self._provider.shutdown()


class _Operation:
    """A span that is current within a `with`, and described by the facts of its request at the end."""

    def __init__(self, span: Span) -> None:
        self._span = span

    def __enter__(self) -> None:
        self._token = attach(set_span_in_context(self._span))

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        detach(self._token)
        _describe(self._span, current_facts())
        self._span.end()


def _describe(span: Span, facts: RequestFacts) -> None:
    span.set_attribute("http.request.method", facts.method)
    span.set_attribute("http.response.status_code", facts.status)
    span.set_attribute("holdfast.request", facts.request_id)
    if facts.kind is not None:
        span.set_attribute("graphql.operation.type", facts.kind)
        span.update_name(f"{facts.kind} {facts.operation}" if facts.operation else facts.kind)
    if facts.operation is not None:
        span.set_attribute("graphql.operation.name", facts.operation)
    if facts.status >= 500:
        # without the error's text, which may hold anything
        span.set_status(StatusCode.ERROR)


class Traced:
    """Wraps an application: each request to /graphql has a span."""

    def __init__(self, application: ASGIApp, traces: Traces) -> None:
        self._application, self._traces = application, traces

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] != "/graphql":
            await self._application(scope, receive, send)
            return
        with self._traces.begin(scope):
            await self._application(scope, receive, send)
