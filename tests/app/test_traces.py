"""Spans, as a real receiver over HTTP gets them: operations and questions, and nothing of what was asked."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span
from starlette.testclient import TestClient

from app.asgi import create_application
from app.observation import observe
from app.settings import Settings
from services.observing import ignore
from tests.app.conftest import Tokens, answered, make_settings
from tests.app.receiver import Receiver, receiving
from tests.app.test_http import bearer

PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
PAGE = "query Page($name: String) { customers(first: 1, filter: {name: {contains: $name}}) { totalCount } }"


@pytest.fixture
def receiver() -> Iterator[str]:
    """The address of a receiver."""
    with receiving() as address:
        yield address


@contextmanager
def traced(home: Path, endpoint: str) -> Iterator[TestClient]:
    with TestClient(create_application(make_settings(home, traces=endpoint)), base_url="https://testserver") as client:
        yield client


def spans() -> list[Span]:
    """What was received; complete once the application has ended."""
    requests = [ExportTraceServiceRequest.FromString(body) for body in Receiver.bodies]
    return [
        span
        for request in requests
        for resource in request.resource_spans
        for scope in resource.scope_spans
        for span in scope.spans
    ]


def attributes(span: Span) -> dict[str, object]:
    return {
        each.key: each.value.int_value if each.value.HasField("int_value") else each.value.string_value
        for each in span.attributes
    }


def test_an_operation_is_a_span_with_its_questions_below_it(home: Path, tokens: Tokens, receiver: str) -> None:
    with traced(home, receiver) as client:
        answer = client.post(
            "/graphql",
            json={"query": PAGE, "variables": {"name": "Ada"}},
            headers={**bearer(tokens.owner), "traceparent": PARENT},
        )
        client.get("/healthz")
    assert answered(answer) == {"data": {"customers": {"totalCount": 0}}}
    (operation,) = [span for span in spans() if span.kind == Span.SPAN_KIND_SERVER]
    assert operation.name == "query Page"
    assert operation.trace_id.hex() == "0af7651916cd43dd8448eb211c80319c"
    assert operation.parent_span_id.hex() == "b7ad6b7169203331"
    assert attributes(operation) == {
        "http.request.method": "POST",
        "http.response.status_code": 200,
        "holdfast.request": answer.headers["x-request-id"],
        "graphql.operation.type": "query",
        "graphql.operation.name": "Page",
    }
    questions = [span for span in spans() if span is not operation and span.kind != Span.SPAN_KIND_SERVER]
    assert questions
    for span in questions:
        told = attributes(span)
        assert set(told) == {"holdfast.question", "holdfast.engine"}
        assert span.name == f"question {told['holdfast.question']}"
        assert span.trace_id == operation.trace_id
        assert span.parent_span_id == operation.span_id
        assert operation.start_time_unix_nano - 1_000_000 <= span.start_time_unix_nano <= span.end_time_unix_nano
        assert span.end_time_unix_nano <= operation.end_time_unix_nano + 1_000_000


def test_nothing_that_was_asked_or_who_asked_is_in_a_span(home: Path, tokens: Tokens, receiver: str) -> None:
    asked = 'query Secretly { customers(filter: {name: {contains: "Lovelace"}}) { totalCount } offer(offerId: "x") { name } }'
    with traced(home, receiver) as client:
        client.post("/graphql", json={"query": asked}, headers=bearer(tokens.owner))
        client.post("/graphql", json={"query": "query Mine { nothing }"}, headers=bearer("hf_wrong"))
        client.get("/graphql?query={__typename}", headers={"traceparent": "garbage", **bearer(tokens.contributor)})
    bodies = b"".join(Receiver.bodies)
    names = sorted(span.name for span in spans() if span.kind == Span.SPAN_KIND_SERVER)
    assert names == ["graphql", "query", "query Secretly"]
    for hidden in ("Lovelace", "acme", "Acme", "tester", tokens.owner, "hf_wrong", "Mine"):
        assert hidden.encode() not in bodies


def test_a_receiver_that_is_not_there_costs_no_answer(home: Path, tokens: Tokens) -> None:
    with traced(home, "http://127.0.0.1:1/v1/traces") as client:
        answer = client.post("/graphql", json={"query": "{__typename}"}, headers=bearer(tokens.owner))
        assert answered(answer) == {"data": {"__typename": "Query"}}


def test_without_the_setting_nobody_is_told(settings: Settings) -> None:
    observation = observe(settings.model_copy(update={"metrics": "off"}))
    assert (observation.traces, observation.of_questions, observation.of_requests) == (None, ignore, ())
