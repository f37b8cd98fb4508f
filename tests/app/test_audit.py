"""The audit trail through the API: who asked for what, which personal data was delivered, and none of it."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from starlette.testclient import TestClient

from app.asgi import create_application
from app.clock import now
from app.commands import main
from app.reconciliation import ready_records
from app.settings import Settings
from db.records.tokens import list_tokens, revoke_token
from db.records.trail import Trail, read_trail
from domain.audit import AuditAction, AuditEvent, entry_of
from domain.scope import Role, Scope, TokenRole
from tests.app.conftest import SECRET, Tokens, make_settings, trusting
from tests.app.people import FIELDS, SIGN, publish_people, value_of
from tests.oidc import Provider
from tests.roads.library import read_document

NAMES = "query Names { customers { nodes { customer { customerId city email } } } }"
EVENTS = read_document("audit_events")
OWN = {"sec-fetch-site": "same-origin"}
MADE = frozenset({"TOKEN_CREATED"})
"""What the tokens of the tests left in the trail."""


def bearer(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"}


@contextmanager
def serving(home: Path, **given: Any) -> Iterator[TestClient]:
    with TestClient(create_application(make_settings(home, **given)), base_url="https://testserver") as client:
        yield client


@pytest.fixture
def people(home: Path) -> Path:
    """The home with people in it."""
    publish_people(home)
    return home


def ask(client: TestClient, token: str, query: str, **variables: Any) -> Any:
    return client.post("/graphql", json={"query": query, "variables": variables}, headers=bearer(token)).json()


def events(client: TestClient, token: str) -> list[dict[str, Any]]:
    """The trail, oldest first, without how the tokens of the tests were made."""
    nodes = ask(client, token, EVENTS)["data"]["auditEvents"]["nodes"]
    return [node for node in reversed(nodes) if node["action"] not in MADE]


def test_an_answer_is_told_with_what_it_delivered(people: Path, tokens: Tokens) -> None:
    with serving(people) as client:
        ask(client, tokens.owner, NAMES)
        (event,) = events(client, tokens.owner)
    assert event.pop("at")[:4] == str(now().year)
    assert len(event.pop("memberId")) == 12
    assert event == {
        "action": "QUERY",
        "times": 1,
        "member": "tester",
        "role": "OWNER",
        "operation": "Names",
        "document": sha256(NAMES.encode()).hexdigest(),
        "personalFields": ["city", "email"],
        "customers": 2,
        "exports": [],
        "tokenId": None,
        "code": None,
    }


def told(event: dict[str, Any]) -> tuple[str, int, list[str], int]:
    return event["action"], event["times"], event["personalFields"], event["customers"]


def test_a_kept_answer_delivers_as_much_as_a_made_one(people: Path, tokens: Tokens) -> None:
    with serving(people) as client:
        for _ in range(3):
            ask(client, tokens.owner, NAMES)
            events(client, tokens.owner)  # which writes what waits, so that none are alike
        found = [told(event) for event in events(client, tokens.owner) if event["operation"] == "Names"]
    assert found == [("QUERY", 1, ["city", "email"], 2)] * 3


def test_answers_that_are_alike_are_one_event(people: Path, tokens: Tokens) -> None:
    with serving(people) as client:
        for _ in range(5):
            ask(client, tokens.owner, NAMES)
        found = [told(event) for event in events(client, tokens.owner)]
    # a second may end meanwhile
    assert sum(times for _, times, _, _ in found) == 5
    assert {(action, *fields, customers) for action, _, fields, customers in found} == {("QUERY", "city", "email", 2)}


def test_a_client_that_knows_the_answer_is_delivered_nothing(people: Path, tokens: Tokens) -> None:
    with serving(people) as client:
        first = client.get("/graphql", params={"query": NAMES}, headers=bearer(tokens.owner))
        known = {**bearer(tokens.owner), "if-none-match": first.headers["etag"]}
        assert client.get("/graphql", params={"query": NAMES}, headers=known).status_code == 304
        found = [told(event) for event in events(client, tokens.owner)]
    assert found == [("QUERY", 1, ["city", "email"], 2), ("QUERY", 1, [], 0)]


def test_a_contributor_is_delivered_nothing(people: Path, tokens: Tokens) -> None:
    with serving(people) as client:
        ask(client, tokens.contributor, NAMES)
        (event,) = events(client, tokens.owner)
    assert (told(event), event["role"]) == (("QUERY", 1, [], 0), "CONTRIBUTOR")


def test_a_page_delivers_its_own_customers(people: Path, tokens: Tokens) -> None:
    query = "query Page($first: Int) { customers(first: $first) { nodes { customer { city } } } }"
    with serving(people) as client:
        for first in (1, 4):
            ask(client, tokens.owner, query, first=first)
        found = [(event["operation"], event["customers"]) for event in events(client, tokens.owner)]
    assert found == [("Page", 1), ("Page", 2)]


def test_what_was_refused_is_told_by_its_code(people: Path, tokens: Tokens) -> None:
    filtered = '{ customers(filter: {city: {contains: "Zyx"}}) { totalCount } }'
    with serving(people) as client:
        ask(client, tokens.contributor, filtered)
        ask(client, tokens.contributor, EVENTS)
        ask(client, tokens.expired, NAMES)
        ask(client, "hf_nobody", NAMES)
        found = [(event["action"], event["code"], event["role"]) for event in events(client, tokens.owner)]
    assert found == [
        ("REFUSED", "FORBIDDEN_FIELD", "CONTRIBUTOR"),
        ("REFUSED", "FORBIDDEN", "CONTRIBUTOR"),
        ("REFUSED", "UNAUTHENTICATED", "OWNER"),
    ]


def test_a_revoked_token_that_is_shown_again_is_told(people: Path, tokens: Tokens) -> None:
    async def revoke() -> str:
        async with ready_records(make_settings(people)) as records:
            (row,) = [row for row in await list_tokens(records) if row.role is TokenRole.CONTRIBUTOR]
            await revoke_token(records, row.id, now())
            return row.id

    with serving(people) as client:
        token_id = asyncio.run(revoke())
        ask(client, tokens.contributor, NAMES)
        found = [(each["action"], each["memberId"], each["tokenId"]) for each in events(client, tokens.owner)]
    assert found == [("TOKEN_REVOKED", "command line", token_id), ("REFUSED", token_id, None)]


def test_sessions_are_told(people: Path, tokens: Tokens, provider: Provider) -> None:
    with TestClient(create_application(trusting(people, provider)), base_url="https://testserver") as client:
        for secret in (tokens.contributor, provider.token()):
            assert client.post("/session", json={"token": secret}, headers=OWN).status_code == 201
            assert client.delete("/session", headers=OWN).status_code == 204
        found = events(client, tokens.owner)
    assert [(event["action"], event["member"], event["role"]) for event in found] == [
        ("SESSION_OPENED", "tester", "CONTRIBUTOR"),
        ("SESSION_ENDED", "tester", "CONTRIBUTOR"),
        ("SESSION_OPENED", "mia", "OWNER"),
        ("SESSION_ENDED", "mia", "OWNER"),
    ]
    assert found[2]["memberId"] == found[3]["memberId"]
    assert found[2]["memberId"].startswith("oidc:")


def test_the_command_line_is_told(people: Path, tokens: Tokens, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOLDFAST_HOME", str(people))
    monkeypatch.setenv("HOLDFAST_SECRET", SECRET)
    asked = ["query", "-", "--publisher", "acme", "--role", "owner"]
    assert SIGN in CliRunner().invoke(main, asked, input=NAMES).stdout
    assert '"times": 1' in CliRunner().invoke(main, asked, input=EVENTS).stdout
    with serving(people) as client:
        first, second = events(client, tokens.owner)
    assert (told(first), first["member"], first["memberId"]) == (
        ("QUERY", 1, ["city", "email"], 2),
        "command line",
        "command line",
    )
    assert second["document"] == sha256(EVENTS.encode()).hexdigest()


def test_a_contributor_does_not_read_the_trail(people: Path, tokens: Tokens) -> None:
    with serving(people) as client:
        ask(client, tokens.owner, NAMES)
        answer = ask(client, tokens.contributor, EVENTS)
    assert answer["data"] is None
    (error,) = answer["errors"]
    assert error["extensions"] == {"code": "FORBIDDEN"}
    assert error["message"] == "auditEvents: readable by an owner only; ask without it"
    assert "Names" not in str(answer)


def test_another_publisher_s_trail_is_not_seen(people: Path, tokens: Tokens) -> None:
    with serving(people) as client:
        ask(client, tokens.other, NAMES)
        assert events(client, tokens.owner) == []
        (event,) = events(client, tokens.other)
        assert (event["operation"], event["personalFields"]) == ("Names", ["city", "email"])


def page(client: TestClient, token: str, **arguments: Any) -> tuple[list[str], Any]:
    found = ask(client, token, EVENTS, **arguments)["data"]["auditEvents"]
    assert [edge["node"]["action"] for edge in found["edges"]] == [node["action"] for node in found["nodes"]]
    assert [found["edges"][place]["cursor"] for place in (0, -1)] == [
        found["pageInfo"][f"{end}Cursor"] for end in ("start", "end")
    ]
    return [node["operation"] or node["action"] for node in found["nodes"]], found


def test_the_trail_is_paged_both_ways(people: Path, tokens: Tokens) -> None:
    with serving(people) as client:
        for name in "ABCD":
            ask(client, tokens.contributor, f"query {name} {{ dataset {{ orders }} }}")
        names, first = page(client, tokens.owner, first=3)
        assert (names, first["totalCount"]) == (["D", "C", "B"], 7)
        assert (first["pageInfo"]["hasNextPage"], first["pageInfo"]["hasPreviousPage"]) == (True, False)
        names, second = page(client, tokens.owner, first=3, after=first["pageInfo"]["endCursor"])
        assert names == ["A", "TOKEN_CREATED", "TOKEN_CREATED"]
        names, back = page(client, tokens.owner, last=2, before=second["pageInfo"]["startCursor"])
        assert names == ["C", "B"]
        assert (back["pageInfo"]["hasNextPage"], back["pageInfo"]["hasPreviousPage"]) == (True, True)
        names, _ = page(client, tokens.owner, last=1)
        assert names == ["TOKEN_CREATED"]


def test_other_cursors_are_none(people: Path, tokens: Tokens) -> None:
    listed = "query($after: String) { customers(after: $after) { pageInfo { endCursor } } }"
    with serving(people) as client:
        ask(client, tokens.owner, NAMES)
        customers = ask(client, tokens.owner, listed)["data"]["customers"]["pageInfo"]["endCursor"]
        own = page(client, tokens.owner, first=1)[1]["pageInfo"]["endCursor"]
        for token, cursor in ((tokens.owner, "garbage"), (tokens.owner, customers), (tokens.other, own)):
            answer = ask(client, token, EVENTS, after=cursor)
            assert answer["data"] is None
            assert [error["extensions"]["code"] for error in answer["errors"]] == ["BAD_CURSOR"]
        answer = ask(client, tokens.owner, listed, after=own)
        assert [error["extensions"]["code"] for error in answer["errors"]] == ["BAD_CURSOR"]


def test_the_trail_is_not_kept(people: Path, tokens: Tokens) -> None:
    with serving(people) as client:
        for _ in range(2):
            answer = client.get("/graphql", params={"query": EVENTS}, headers=bearer(tokens.owner))
            assert "etag" not in answer.headers
            assert answer.headers["cache-control"] == "no-store"
        assert len(answer.json()["data"]["auditEvents"]["nodes"]) == 4


def trail_of(settings: Settings, publisher_id: str = "acme") -> list[AuditEvent]:
    async def read() -> list[AuditEvent]:
        async with ready_records(settings) as records:
            return await read_trail(records, publisher_id, 100, older_than=None, newer_than=None, oldest=False)

    return [event for event in asyncio.run(read()) if event.action.value not in MADE]


def test_what_waits_is_written_before_the_end(people: Path, tokens: Tokens) -> None:
    with serving(people) as client:
        ask(client, tokens.owner, NAMES)
    (event,) = trail_of(make_settings(people))
    assert (event.operation, event.personal_fields, event.customers) == ("Names", ("city", "email"), 2)

    async def used() -> list[bool]:
        async with ready_records(make_settings(people)) as records:
            return [row.last_used_at is not None for row in await list_tokens(records, "acme")]

    assert sorted(asyncio.run(used())) == [False, False, True]


def test_what_is_too_old_is_swept(people: Path) -> None:
    settings = make_settings(people, audit_days=10)

    async def write() -> None:
        async with ready_records(settings) as records:
            trail, scope = Trail(records), Scope("acme", Role.OWNER, "tester")
            for days in (9, 11):
                entry = entry_of(scope, AuditAction.QUERY, operation=f"of{days}")
                trail.record(entry, now() - timedelta(days=days))
            await trail.flush()

    asyncio.run(write())
    with serving(people, audit_days=10) as client:
        assert client.get("/healthz").status_code == 200
    assert [event.operation for event in trail_of(settings)] == ["of9"]


def test_nothing_personal_is_in_the_records(people: Path, tokens: Tokens) -> None:
    value = value_of("city", "acme")
    everything = f"{{ customers {{ nodes {{ customer {{ {' '.join(FIELDS)} }} }} }} }}"
    with serving(people) as client:
        assert SIGN in str(ask(client, tokens.owner, everything))
        ask(
            client, tokens.owner, "query($v: String!) { customers(filter: {city: {in: [$v]}}) { totalCount } }", v=value
        )
        ask(client, tokens.owner, f'query {{ customers(filter: {{city: {{in: ["{value}"]}}}}) {{ totalCount }} }}')
        ask(client, tokens.owner, f'{{ customer(customerId: "{value}") {{ city }} }}')
        ask(client, tokens.owner, f'{{ customers(after: "{value}") {{ totalCount }} }}')
        ask(client, tokens.owner, f"# query {SIGN} {{ a }}\n{{ dataset {{ orders }} }}")
        found = events(client, tokens.owner)
        assert len(found) == 6
        assert SIGN not in str(found)
    kept = b"".join(file.read_bytes() for file in people.glob("records.sqlite*"))
    assert b"personal_fields" in kept
    assert SIGN.encode() not in kept
