"""Server-sent events over a real server, whose own worker makes the export: each state as it comes, then the end."""

import asyncio
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx2
import pytest

from app.clock import now
from app.reconciliation import ready_records
from app.settings import Settings
from db.records.tokens import list_tokens, revoke_token
from domain.scope import TokenRole
from tests.app.conftest import Tokens
from tests.app.exporting import DETAILS, FOLLOW, REQUEST, publish_parts
from tests.app.served import address, serving

EVENTS = {"accept": "text/event-stream"}
BOTH = {"accept": "application/graphql-response+json, application/json, text/event-stream"}
VIEWER = "{ viewer { role } }"


@pytest.fixture
def place(home: Path) -> Iterator[str]:
    """The address of a server with a worker, on a home whose beta has a row too many to be exported at once."""
    publish_parts(home)
    with serving(home, EXPORT_LEASE_SECONDS="2") as (first,):
        yield address(first)


def read_events(answer: httpx2.Response) -> Iterator[tuple[str, Any]]:
    """Events and their data as JSON, None where empty; comments are left out."""
    event = ""
    for line in answer.iter_lines():
        name, _, value = line.partition(":")
        if name == "event":
            event = value.strip()
        elif name == "data":
            yield event, json.loads(value) if value.strip() else None


def open_client(place: str, token: str) -> httpx2.Client:
    return httpx2.Client(base_url=place, headers={"authorization": f"Bearer {token}"}, timeout=60)


def follow(
    client: httpx2.Client, query: str, accept: dict[str, str] = EVENTS, **variables: object
) -> list[tuple[str, Any]]:
    """All events of an operation."""
    with client.stream("POST", "/graphql", json={"query": query, "variables": variables}, headers=accept) as answer:
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "text/event-stream; charset=utf-8"
        assert answer.headers["cache-control"] == "no-store"
        assert "content-encoding" not in answer.headers
        return list(read_events(answer))


def request(client: httpx2.Client) -> dict[str, Any]:
    answer = client.post("/graphql", json={"query": REQUEST, "variables": {"input": DETAILS}})
    export: dict[str, Any] = answer.json()["data"]["requestExport"]["export"]
    return export


@pytest.mark.parametrize("accept", [EVENTS, BOTH])
def test_an_export_is_followed_until_its_file_can_be_had(place: str, tokens: Tokens, accept: dict[str, str]) -> None:
    with open_client(place, tokens.other) as client:
        export = request(client)
        assert export["status"] == "QUEUED"
        *events, end = follow(client, FOLLOW, accept, id=export["id"])
        assert end == ("complete", None)
        assert {name for name, _ in events} == {"next"}
        states = [body["data"]["exportProgress"] for _, body in events]
        assert [state["status"] for state in states][-1] == "READY"
        order = ["QUEUED", "RUNNING", "READY"]
        places = [order.index(state["status"]) for state in states]
        assert places == sorted(places)
        assert len({json.dumps(state) for state in states}) == len(states)
        assert (states[-1]["rows"], states[-1]["progress"]) == (1001, 1.0)
        found = client.get(states[-1]["downloadUrl"])
        assert len(found.text.splitlines()) == 1002


def test_what_has_ended_is_told_once(place: str, tokens: Tokens) -> None:
    with open_client(place, tokens.owner) as client:
        export = request(client)
        assert export["status"] == "READY"
        assert follow(client, FOLLOW, id=export["id"]) == [
            ("next", {"data": {"exportProgress": export}}),
            ("complete", None),
        ]
        own_id = export["id"]
        query = f'subscription {{ exportProgress(id: "{own_id}") {{ status }} }}'
        with client.stream("GET", "/graphql", params={"query": query}, headers=EVENTS) as answer:
            assert list(read_events(answer)) == [
                ("next", {"data": {"exportProgress": {"status": "READY"}}}),
                ("complete", None),
            ]
    for token in (tokens.other, tokens.contributor):
        with open_client(place, token) as client:
            (_, body), end = follow(client, FOLLOW, id=export["id"])
            assert body["errors"][0]["extensions"] == {"code": "NOT_FOUND"}
            assert body.get("data") is None
            assert "READY" not in str(body)
            assert end == ("complete", None)


def test_other_operations_and_errors_are_events_too(place: str, tokens: Tokens) -> None:
    with open_client(place, tokens.owner) as client:
        (name, body), end = follow(client, VIEWER)
        assert (name, body["data"], end) == ("next", {"viewer": {"role": "OWNER"}}, ("complete", None))
        assert body["extensions"]["cost"]["requested"] == 2
        for query in ("{", "{ nothing }", "query A {__typename} query B {__typename}"):
            (name, body), end = follow(client, query)
            assert (name, end) == ("next", ("complete", None))
            assert body["errors"][0]["extensions"]["code"] == "BAD_INPUT"
            assert "data" not in body
        answer = client.post("/graphql", json={"query": VIEWER}, headers=BOTH)
        assert answer.headers["content-type"].startswith("application/graphql-response+json")
        mutation = 'mutation { cancelExport(input: {id: "x"}) { errors { code } } }'
        answer = client.get("/graphql", params={"query": mutation}, headers=EVENTS)
        assert (answer.status_code, answer.headers["allow"], "data" in answer.json()) == (405, "POST", False)
        assert follow(client, mutation)[0][1]["data"] == {"cancelExport": {"errors": [{"code": "NOT_FOUND"}]}}
        plain = client.post("/graphql", json={"query": FOLLOW, "variables": {"id": "x"}})
        message = "a subscription is answered as server-sent events; send `accept: text/event-stream`"
        assert plain.json() == {"errors": [{"message": message, "extensions": {"code": "BAD_INPUT"}}]}


def test_nobody_follows_without_a_valid_token(place: str) -> None:
    for headers in ({}, {"authorization": "Bearer hf_no"}):
        answer = httpx2.post(f"{place}/graphql", json={"query": VIEWER}, headers=EVENTS | headers, timeout=60)
        assert answer.status_code == 401
        assert answer.json()["errors"][0]["extensions"] == {"code": "UNAUTHENTICATED"}


def test_a_stream_ends_with_its_token(home: Path, tokens: Tokens, settings: Settings) -> None:
    publish_parts(home)

    async def revoke() -> None:
        async with ready_records(settings) as records:
            rows = await list_tokens(records, "beta")
            await revoke_token(records, next(row.id for row in rows if row.role is TokenRole.OWNER), now())

    with serving(home, EXPORT_WORKERS="0") as (first,), open_client(address(first), tokens.other) as client:
        asked = {"query": FOLLOW, "variables": {"id": request(client)["id"]}}
        with client.stream("POST", "/graphql", json=asked, headers=EVENTS) as answer:
            events = read_events(answer)
            assert next(events)[1]["data"]["exportProgress"]["status"] == "QUEUED"
            asyncio.run(revoke())
            (_, body), end = events
            assert body["errors"][0]["extensions"] == {"code": "UNAUTHENTICATED"}
            assert end == ("complete", None)


def test_a_server_that_ends_ends_its_streams(home: Path, tokens: Tokens) -> None:
    publish_parts(home)
    with ThreadPoolExecutor(1) as pool, ExitStack() as server:
        (first,) = server.enter_context(serving(home, EXPORT_WORKERS="0"))
        with open_client(address(first), tokens.other) as client:
            asked = {"query": FOLLOW, "variables": {"id": request(client)["id"]}}
            with client.stream("POST", "/graphql", json=asked, headers=EVENTS) as answer:
                events = read_events(answer)
                assert next(events)[1]["data"]["exportProgress"]["status"] == "QUEUED"
                ending = pool.submit(server.close)
                (_, body), end = events
                assert body["errors"][0]["message"] == "the service ends; ask again"
                assert end == ("complete", None)
            ending.result()
