"""HTTP at its edges: HEAD, methods, request ids, origins, and answers that are not kept."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app.asgi import create_application
from tests.app.conftest import Tokens, answered, make_settings
from tests.app.test_http import GRAPHQL, bearer, refusal

TOOLS = "https://tools.example.com"
SHOWN = (
    "accept-ranges", "content-disposition", "content-range", "etag", "holdfast-cost", "repr-digest", "retry-after",
    "x-request-id",
)  # fmt: skip
"""Headers that other sites' scripts may read."""


@pytest.mark.parametrize("path", ["/schema.graphql", "/session", "/healthz", "/readyz", "/graphql?query={__typename}"])
def test_head_says_what_get_would(client: TestClient, tokens: Tokens, path: str) -> None:
    got = client.get(path, headers=bearer(tokens.owner))
    head = client.head(path, headers=bearer(tokens.owner))
    assert (head.status_code, head.content) == (200, b"")
    changing = ("x-request-id", "date")
    assert {k: v for k, v in head.headers.items() if k not in changing} == {
        k: v for k, v in got.headers.items() if k not in changing
    }


def test_head_takes_queries_only(client: TestClient, tokens: Tokens) -> None:
    answer = client.head("/graphql?query=mutation{a}", headers=bearer(tokens.owner))
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")


@pytest.mark.parametrize(
    ("method", "path", "allow"),
    [
        ("PUT", "/graphql", "GET, HEAD, POST"),
        ("OPTIONS", "/graphql", "GET, HEAD, POST"),
        ("POST", "/schema.graphql", "GET, HEAD"),
        ("PATCH", "/session", "DELETE, GET, HEAD, POST"),
        ("POST", "/metrics", "GET, HEAD"),
    ],
)
def test_a_method_that_is_not_allowed_is_told_which_are(client: TestClient, method: str, path: str, allow: str) -> None:
    answer = client.request(method, path)
    assert (answer.status_code, answer.headers["allow"]) == (405, allow)
    assert answer.json() == refusal("BAD_INPUT", "method not allowed")


@pytest.mark.parametrize("given", ["trace-1234", "a" * 64, "0b7f3c2e-6d55-4a1e-9d7c-0a1b2c3d4e5f"])
def test_a_plain_id_of_the_client_is_kept(client: TestClient, given: str) -> None:
    assert client.get("/healthz", headers={"x-request-id": given}).headers["x-request-id"] == given


@pytest.mark.parametrize("given", ["", "short", "a" * 65, "with space", "name@example.com", "a\tbcdefghi", "é" * 9])
def test_any_other_id_is_replaced(client: TestClient, given: str) -> None:
    headers = {b"x-request-id": given.encode()}
    shown = client.get("/healthz", headers=headers).headers["x-request-id"]
    assert shown != given
    assert len(shown) == 16


@pytest.fixture
def open_to_tools(home: Path) -> Iterator[TestClient]:
    """A client of an application that lets scripts of one other site ask."""
    settings = make_settings(home, origins=f"{TOOLS} http://localhost:3000")
    with TestClient(create_application(settings), base_url="https://testserver") as client:
        yield client


def preflight(client: TestClient, origin: str, method: str = "POST", headers: str = "authorization") -> dict[str, str]:
    asked = {
        "origin": origin,
        "access-control-request-method": method,
        "access-control-request-headers": headers,
    }
    answer = client.options("/graphql", headers=asked)
    return {"status": str(answer.status_code), **answer.headers}


def test_scripts_of_a_known_origin_may_ask_with_a_token(open_to_tools: TestClient, tokens: Tokens) -> None:
    allowed = preflight(open_to_tools, TOOLS, headers="authorization, content-type, traceparent")
    assert (allowed["status"], allowed["access-control-allow-origin"]) == ("200", TOOLS)
    assert allowed["access-control-allow-methods"] == "GET, POST"
    assert "access-control-allow-credentials" not in allowed
    asked = {"query": "{__typename}"}
    answer = open_to_tools.post("/graphql", json=asked, headers={**bearer(tokens.owner), "origin": TOOLS})
    assert answered(answer) == {"data": {"__typename": "Query"}}
    assert answer.headers["access-control-allow-origin"] == TOOLS
    assert "access-control-allow-credentials" not in answer.headers
    assert answer.headers["access-control-expose-headers"] == ", ".join(SHOWN)
    assert "Origin" in answer.headers["vary"].split(", ")


@pytest.mark.parametrize(
    "origin", ["https://other.example.com", "null", "http://tools.example.com", f"{TOOLS}.evil.test"]
)
def test_scripts_of_other_origins_may_not(open_to_tools: TestClient, tokens: Tokens, origin: str) -> None:
    refused = preflight(open_to_tools, origin)
    assert (refused["status"], "access-control-allow-origin" in refused) == ("400", False)
    answer = open_to_tools.post(
        "/graphql", json={"query": "{__typename}"}, headers={**bearer(tokens.owner), "origin": origin}
    )
    assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize(("method", "headers"), [("DELETE", "authorization"), ("POST", "x-anything")])
def test_a_preflight_for_more_is_refused(open_to_tools: TestClient, method: str, headers: str) -> None:
    assert preflight(open_to_tools, TOOLS, method, headers)["status"] == "400"


def test_without_origins_nobody_is_let_in(client: TestClient, tokens: Tokens) -> None:
    assert preflight(client, TOOLS)["status"] == "405"
    answer = client.post("/graphql", json={"query": "{__typename}"}, headers={**bearer(tokens.owner), "origin": TOOLS})
    assert "access-control-allow-origin" not in answer.headers


def test_answers_need_not_be_kept_and_have_their_etag_all_the_same(home: Path, tokens: Tokens) -> None:
    with TestClient(create_application(make_settings(home, answers="off", metrics="open"))) as client:
        asked = {"query": "{ customers { totalCount } }"}
        answers = [
            client.get("/graphql", params=asked, headers={**bearer(tokens.owner), "accept": GRAPHQL}) for _ in "12"
        ]
        assert [answer.json() for answer in answers] == [{"data": {"customers": {"totalCount": 1}}}] * 2
        known = {**bearer(tokens.owner), "if-none-match": answers[0].headers["etag"]}
        assert client.get("/graphql", params=asked, headers=known).status_code == 304
        counted = client.get("/metrics").text.splitlines()
    assert 'holdfast_cache_total{cache="answers",outcome="hit"} 0.0' in counted
    assert 'holdfast_cache_total{cache="answers",outcome="miss"} 2.0' in counted
    assert 'holdfast_cache_bytes{cache="answers"} 0.0' in counted
