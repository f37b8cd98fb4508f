"""Sessions of browsers: the cookie, what counts as one's own page, and their end."""

import asyncio
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from app.clock import now
from app.reconciliation import ready_records
from app.settings import Settings
from db.records.sessions import create_code
from db.records.tokens import list_tokens, revoke_token
from domain.scope import Role
from tests.app.conftest import FAR, Tokens, answered, make_token

OWN = {"sec-fetch-site": "same-origin"}
ASKED = {"query": "{ viewer { role } }"}
OWNER = {"publisher": "acme", "role": "OWNER", "name": "tester"}


def make_code(settings: Settings, lifetime: timedelta = timedelta(hours=1)) -> str:
    async def make() -> str:
        row, _ = await make_token(settings, "acme", Role.OWNER, FAR)
        async with ready_records(settings) as records:
            return await create_code(records, token_id=row.id, expires_at=now() + lifetime)

    return asyncio.run(make())


def test_a_token_is_traded_for_a_cookie(client: TestClient, tokens: Tokens) -> None:
    answer = client.post("/session", json={"token": tokens.owner}, headers=OWN)
    assert (answer.status_code, answer.json()) == (201, OWNER)
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("holdfast_session=")
    assert cookie.partition(";")[2] == " HttpOnly; Max-Age=43200; Path=/; SameSite=strict; Secure"
    assert tokens.owner not in cookie
    answer = client.post("/graphql", json=ASKED, headers=OWN)
    assert answered(answer) == {"data": {"viewer": {"role": "OWNER"}}}
    assert client.get("/session", headers=OWN).json() == OWNER


def test_a_code_is_traded_once(client: TestClient, settings: Settings) -> None:
    code = make_code(settings)
    assert client.post("/session", json={"code": code}).status_code == 201
    answer = client.post("/session", json={"code": code})
    assert answer.status_code == 401
    assert answer.json()["errors"][0]["message"] == "the code is unknown, used or expired; ask for another link"


def test_a_code_expires(client: TestClient, settings: Settings) -> None:
    code = make_code(settings, -timedelta(seconds=1))
    assert client.post("/session", json={"code": code}).status_code == 401


@pytest.mark.parametrize("site", [None, "none", "cross-site", "same-site"])
def test_the_cookie_counts_for_own_pages_only(client: TestClient, tokens: Tokens, site: str | None) -> None:
    client.post("/session", json={"token": tokens.owner})
    headers = {} if site is None else {"sec-fetch-site": site}
    assert client.post("/graphql", json=ASKED, headers=headers).status_code == 401
    assert client.get("/graphql?query={__typename}", headers=headers).status_code == 401
    assert client.delete("/session", headers=headers).status_code == 401


def test_the_cookie_counts_for_json_only(client: TestClient, tokens: Tokens) -> None:
    client.post("/session", json={"token": tokens.owner})
    headers = {**OWN, "content-type": "text/plain"}
    assert client.post("/graphql", content=b'{"query": "{__typename}"}', headers=headers).status_code == 401


def test_the_cookie_counts_for_a_get(client: TestClient, tokens: Tokens) -> None:
    client.post("/session", json={"token": tokens.owner})
    assert answered(client.get("/graphql?query={__typename}", headers=OWN)) == {"data": {"__typename": "Query"}}


def test_a_bearer_goes_before_the_cookie(client: TestClient, tokens: Tokens) -> None:
    client.post("/session", json={"token": tokens.owner})
    headers = {**OWN, "authorization": f"Bearer {tokens.contributor}"}
    assert answered(client.post("/graphql", json=ASKED, headers=headers)) == {
        "data": {"viewer": {"role": "CONTRIBUTOR"}}
    }
    assert client.post("/graphql", json=ASKED, headers={**OWN, "authorization": "Bearer no"}).status_code == 401


def test_an_ended_session_is_over_even_for_who_kept_its_cookie(client: TestClient, tokens: Tokens) -> None:
    client.post("/session", json={"token": tokens.owner})
    kept = client.cookies["holdfast_session"]
    answer = client.delete("/session", headers=OWN)
    assert answer.status_code == 204
    assert "Max-Age=0" in answer.headers["set-cookie"]
    assert "holdfast_session" not in client.cookies
    answer = client.post("/graphql", json=ASKED, headers={**OWN, "cookie": f"holdfast_session={kept}"})
    assert answer.status_code == 401
    assert answer.json()["errors"][0]["message"] == "the session is over or unknown; open one with POST /session"


def test_a_session_ends_with_its_token(client: TestClient, tokens: Tokens, settings: Settings) -> None:
    async def revoke_all() -> None:
        async with ready_records(settings) as records:
            for row in await list_tokens(records):
                await revoke_token(records, row.id, now())

    client.post("/session", json={"token": tokens.owner})
    asyncio.run(revoke_all())
    assert client.post("/graphql", json=ASKED, headers=OWN).status_code == 401


@pytest.mark.parametrize("cookie", ["", "garbage", "WyJhIiwiYiJd.c2lnbmF0dXJl"])
def test_a_forged_cookie_is_none(client: TestClient, cookie: str) -> None:
    headers = {**OWN, "cookie": f"holdfast_session={cookie}"}
    assert client.post("/graphql", json=ASKED, headers=headers).status_code == 401


def test_a_cookie_with_another_signature_is_none(client: TestClient, tokens: Tokens) -> None:
    client.post("/session", json={"token": tokens.owner})
    kept = client.cookies["holdfast_session"]
    value, _, signature = kept.partition(".")
    headers = {**OWN, "cookie": f"holdfast_session={value}.{signature[::-1]}"}
    client.cookies.clear()
    assert client.post("/graphql", json=ASKED, headers=headers).status_code == 401


@pytest.mark.parametrize("token", ["expired", "hf_unknown", ""])
def test_a_session_needs_a_valid_token(client: TestClient, tokens: Tokens, token: str) -> None:
    text = tokens.expired if token == "expired" else token
    answer = client.post("/session", json={"token": text})
    assert answer.status_code == 401
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("body", [
    b"[]", b"{}", b'{"token": 1}', b'{"token": "a", "code": "b"}', b'{"name": "a"}', b'{"token": "a", "nonce": "n"}',
    b'{"code": "a", "verifier": "b"}', b'{"code": "a", "verifier": "b", "redirectUri": null}',
])  # fmt: skip
def test_a_session_takes_one_of_three_things(client: TestClient, body: bytes) -> None:
    answer = client.post("/session", content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["message"] == (
        'send a JSON object: {"token": "..."}, {"code": "..."} with the code of a link, or, with a code of the identity provider,'
        ' {"code": "...", "verifier": "...", "redirectUri": "..."} and the "nonce" where one was sent'
    )


def test_a_session_is_opened_with_json_by_own_pages(client: TestClient, tokens: Tokens) -> None:
    answer = client.post("/session", json={"token": tokens.owner}, headers={"sec-fetch-site": "cross-site"})
    assert answer.status_code == 403
    answer = client.post("/session", content=b"{}", headers={"content-type": "text/plain"})
    assert answer.status_code == 415
