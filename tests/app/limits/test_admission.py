"""Over HTTP: what a request is told of its cost, and what happens where a token has spent all or everything is busy."""

import asyncio
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
import pytest
from starlette.requests import Request
from starlette.testclient import TestClient
from starlette.types import Message

from app.annex.annex import Annex
from app.asgi import create_application
from app.graphql import GraphQLEndpoint
from app.limits.settings import LimitSettings
from app.shell import open_shell
from app.site import Site
from services.observing import ignore
from tests.app.conftest import COST, Tokens, make_settings
from tests.app.limits.asking import GRAPHQL, ask, bearer

ROWS = "query($first: Int) { customers(first: $first) { nodes { orders } } }"
VIEWER = "{ viewer { role } }"


@contextmanager
def serving(home: Path, **given: Any) -> Iterator[TestClient]:
    with TestClient(create_application(make_settings(home, **given)), base_url="https://testserver") as client:
        yield client


def cost_of(answer: Any) -> Any:
    return answer.json()["extensions"]["cost"]


def test_an_executed_answer_tells_its_cost(home: Path, tokens: Tokens) -> None:
    with serving(home, cost_capacity=60_000, cost_refill=1) as client:
        first = cost_of(ask(client, tokens.owner, VIEWER))
        reset = first.pop("resetAt")
        assert first == {"requested": 2, "limit": 50_000, "remaining": 59_998}
        left = datetime.strptime(reset, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC) - datetime.now(UTC)
        assert 118 <= left.total_seconds() <= 121
        assert cost_of(ask(client, tokens.owner, ROWS, first=10))["remaining"] == 59_998 - 25
        # each token has its own
        assert cost_of(ask(client, tokens.contributor, VIEWER))["remaining"] == 59_998


def test_a_kept_answer_costs_one_and_tells_it_in_a_header_where_it_has_an_etag(home: Path, tokens: Tokens) -> None:
    with serving(home, cost_capacity=60_000, cost_refill=1) as client:
        asked = {"query": ROWS, "variables": '{"first": 10}'}
        answers = [client.get("/graphql", params=asked, headers=bearer(tokens.owner)) for _ in range(2)]
        known = {**bearer(tokens.owner), "if-none-match": answers[0].headers["etag"]}
        answers.append(client.get("/graphql", params=asked, headers=known))
        assert [answer.status_code for answer in answers] == [200, 200, 304]
        told = [answer.headers["holdfast-cost"] for answer in answers]
        assert [text.partition(", reset")[0] for text in told] == [
            "requested=25, limit=50000, remaining=59975",
            "requested=1, limit=50000, remaining=59974",
            "requested=1, limit=50000, remaining=59973",
        ]
        assert all(re.fullmatch(COST, text) for text in told)
        # the bytes that are kept are always the same
        assert answers[0].content == answers[1].content == b'{"data":{"customers":{"nodes":[{"orders":0}]}}}'
        posted = ask(client, tokens.owner, ROWS, first=10)
        assert "holdfast-cost" not in posted.headers
        assert cost_of(posted)["requested"] == 1
        assert posted.json()["data"] == answers[0].json()["data"]


@pytest.mark.parametrize("query", ["{", "{ nothing }", "query A { a } query B { b }"])
def test_a_refused_document_tells_no_cost(client: TestClient, tokens: Tokens, query: str) -> None:
    answer = client.post("/graphql", json={"query": query}, headers={**bearer(tokens.owner), "accept": GRAPHQL})
    assert answer.status_code == 400
    assert list(answer.json()) == ["errors"]
    assert "holdfast-cost" not in answer.headers


def test_errors_of_fields_tell_it_beside_them(client: TestClient, tokens: Tokens) -> None:
    answer = ask(client, tokens.owner, '{ dataset { customers } customers(after: "x") { totalCount } }')
    assert list(answer.json()) == ["data", "errors", "extensions"]
    assert cost_of(answer)["requested"] == 2 + 6


def test_over_its_bucket_a_token_is_told_when_to_come_again(home: Path, tokens: Tokens) -> None:
    with serving(home, cost_limit=30, cost_capacity=30, cost_refill=6) as client:
        assert ask(client, tokens.owner, ROWS, first=10).status_code == 200
        refused = ask(client, tokens.owner, ROWS, first=11)
        assert refused.status_code == 429
        assert refused.headers["retry-after"] == "220"
        message = "the request costs 27, its token has 5 left; try again in 220 seconds"
        assert refused.json() == {"errors": [{"message": message, "extensions": {"code": "RATE_LIMITED"}}]}
        # a kept answer costs one, and the other token has all
        assert [ask(client, tokens.owner, ROWS, first=10).status_code for _ in range(6)] == [200] * 5 + [429]
        assert ask(client, tokens.contributor, ROWS, first=11).status_code == 200


def test_beyond_the_limit_of_a_request_nothing_is_taken(home: Path, tokens: Tokens) -> None:
    with serving(home, cost_limit=30, cost_capacity=30, cost_refill=1) as client:
        refused = ask(client, tokens.owner, ROWS, first=100)
        assert refused.status_code == 413
        message = "cost: the request costs 205, the limit is 30; ask for fewer rows or fields, or in several requests"
        assert refused.json() == {"errors": [{"message": message, "extensions": {"code": "TOO_COMPLEX"}}]}
        assert cost_of(ask(client, tokens.owner, VIEWER))["remaining"] == 28


def test_processes_share_what_a_token_has(home: Path, tokens: Tokens) -> None:
    with (
        serving(home, cost_capacity=400_000, cost_refill=1, workers=4) as one,
        serving(home, cost_capacity=400_000, cost_refill=1, workers=4) as other,
    ):
        assert cost_of(ask(one, tokens.owner, VIEWER))["remaining"] == 399_998
        # a sixteenth is held there
        assert cost_of(ask(other, tokens.owner, VIEWER))["remaining"] == 375_000 - 2
        assert cost_of(ask(one, tokens.owner, VIEWER))["remaining"] <= 399_996
        assert cost_of(ask(one, tokens.contributor, VIEWER))["remaining"] == 399_998
    # what both had left was given back
    with serving(home, cost_capacity=400_000, cost_refill=1, workers=4) as client:
        assert cost_of(ask(client, tokens.owner, VIEWER))["remaining"] == 400_000 - 4 * 2


def test_processes_together_refuse_what_is_spent(home: Path, tokens: Tokens) -> None:
    given = {"cost_limit": 30, "cost_capacity": 60, "cost_refill": 6, "workers": 2}
    with serving(home, **given) as one, serving(home, **given) as other:
        assert [ask(each, tokens.owner, ROWS, first=10).status_code for each in (one, other)] == [200, 200]
        refused = ask(one, tokens.owner, ROWS, first=11)
        assert (refused.status_code, refused.json()["errors"][0]["extensions"]["code"]) == (429, "RATE_LIMITED")
        assert 150 <= int(refused.headers["retry-after"]) <= 220
        assert "customers" not in refused.text.replace("the request costs", "")


def test_a_request_of_the_largest_cost_passes_whatever_a_token_has(home: Path, tokens: Tokens) -> None:
    with serving(home, cost_capacity=10_000, workers=2) as client:
        assert cost_of(ask(client, tokens.owner, VIEWER))["remaining"] == 49_998


def request_of(token: str, query: str) -> Request:
    """A POST whose client stays."""
    body = [{"type": "http.request", "body": orjson.dumps({"query": query})}]

    async def receive() -> Message:
        return body.pop() if body else await asyncio.get_running_loop().create_future()

    headers = [(b"authorization", f"Bearer {token}".encode()), (b"content-type", b"application/json")]
    return Request(
        {"type": "http", "method": "POST", "path": "/graphql", "query_string": b"", "headers": headers}, receive
    )


def test_where_everything_is_busy_kept_and_small_questions_are_answered_and_others_told_to_come_again(
    home: Path, tokens: Tokens
) -> None:
    rows, other = "{ customers { nodes { orders } } }", "{ customers { nodes { seats } } }"

    async def test() -> None:
        settings = make_settings(home, running_requests=1, waiting_requests=1, cost_refill=1)
        shell = open_shell(settings)
        endpoint = GraphQLEndpoint(shell, Annex(settings, ignore), Site(settings.pages))

        async def ask_for(query: str) -> Any:
            return await endpoint.answer(request_of(tokens.owner, query))

        assert (await ask_for(rows)).status_code == 200
        async with endpoint.gates.gate(narrows=False).pass_through("somebody"):
            waiting = asyncio.ensure_future(ask_for("{ customers { nodes { revenue } } }"))
            while not endpoint.gates.waiting:
                await asyncio.sleep(0)
            refused = await ask_for(other)
            assert (refused.status_code, refused.headers["retry-after"]) == (503, "1")
            message = "1 requests wait already; try again in 1 second"
            assert orjson.loads(refused.body) == {
                "errors": [{"message": message, "extensions": {"code": "RATE_LIMITED"}}]
            }
            assert [(await ask_for(query)).status_code for query in (rows, VIEWER)] == [200, 200]
            # those under filters have a gate of their own
            assert (await ask_for('{ customers(filter: {country: ["DE"]}) { nodes { orders } } }')).status_code == 200
            assert not waiting.done()
        assert (await waiting).status_code == 200
        left = orjson.loads((await ask_for(other)).body)["extensions"]["cost"]["remaining"]
        # two pages before, one under a filter, a kept answer, the viewer, and this one; nothing for the refused
        assert left == 1_000_000 - 105 - 105 - 105 - 1 - 2 - 105
        await shell.close()

    asyncio.run(test())


def test_without_a_token_nothing_is_measured(client: TestClient) -> None:
    answer = client.post("/graphql", json={"query": "{" * 5000})
    assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (401, "UNAUTHENTICATED")


def test_the_defaults_are_those_of_the_documentation() -> None:
    text = (Path(__file__).parents[3] / "docs" / "limits.md").read_text()
    found = dict(re.findall(r"^\| `HOLDFAST_([A-Z_]+)` \| `?([a-z0-9,]+)`? \|", text, re.MULTILINE))
    defaults = {name.upper(): str(field.default) for name, field in LimitSettings.model_fields.items()}
    assert {name: found[name].replace(",", "") for name in defaults} == defaults
