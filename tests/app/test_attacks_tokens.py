"""Attacks on who asks: tokens, sessions and JWTs that must not count; what is denied is absent from body and headers."""

import asyncio
import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from joserfc.jwk import ECKey
from jwt.algorithms import ECAlgorithm
from starlette.testclient import TestClient

from app.asgi import create_application
from app.clock import now
from app.reconciliation import ready_records
from app.settings import Settings
from db.records.tokens import list_tokens, revoke_token
from tests.app.conftest import Tokens, trusting
from tests.app.people import SIGN, publish_people
from tests.oidc import AUDIENCE, OWNER, Provider, make_key

OWN = {"sec-fetch-site": "same-origin"}
QUERY = "{ customers { totalCount nodes { customer { customerId city email } } } }"


@pytest.fixture
def settings(home: Path, provider: Provider) -> Settings:
    """A home with people in it, which trusts the provider."""
    publish_people(home)
    return trusting(home, provider)


@pytest.fixture
def client(settings: Settings) -> Iterator[TestClient]:
    """A client whose application keeps the owner's answer already, so that there is something to leak."""
    with TestClient(create_application(settings), base_url="https://testserver") as client:
        yield client


def bearer(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"}


def ask_all(client: TestClient, headers: dict[str, str]) -> list[Any]:
    """The answers of everything that needs a token."""
    return [
        client.post("/graphql", json={"query": QUERY}, headers=headers),
        client.get("/graphql", params={"query": QUERY}, headers=headers),
        client.get("/schema.graphql", headers=headers),
        client.get("/session", headers=headers),
        client.delete("/session", headers=headers),
    ]


def deny(answer: Any, status: int = 401) -> None:
    """Nothing but a refusal: no data, no cookie, no tag, and nobody's name."""
    assert answer.status_code == status
    body = answer.json()
    assert list(body) == ["errors"]
    assert [error["extensions"] for error in body["errors"]] == [
        {"code": "UNAUTHENTICATED" if status == 401 else "FORBIDDEN"}
    ]
    shown = f"{answer.text} {answer.headers}"
    for absent in (SIGN, "acme-1", "totalCount", "type Query", "etag", "set-cookie", "tester"):
        assert absent not in shown


def test_there_is_something_to_leak(client: TestClient, tokens: Tokens, provider: Provider) -> None:
    for token in (tokens.owner, provider.token()):
        assert client.post("/graphql", json={"query": QUERY}, headers=bearer(token)).text.count(SIGN) == 4


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"authorization": ""},
        {"authorization": "Bearer"},
        {"authorization": "Bearer  "},
        {"authorization": "Bearer garbage"},
        {"authorization": "Bearer hf_"},
        {"authorization": "Bearer hf_garbage"},
        {"authorization": "Bearer null"},
        {"authorization": "Bearer ../../secret"},
        {"authorization": "Bearer hf_' OR 1=1 --"},
        {"authorization": "Bearer a.b.c"},
        {"authorization": "Bearer ..."},
        {"authorization": "Digest hf_x"},
        {"cookie": "holdfast_session="},
        {"cookie": "holdfast_session=garbage", **OWN},
    ],
    ids=str,
)
def test_without_a_token_nothing_is_answered(client: TestClient, tokens: Tokens, headers: dict[str, str]) -> None:
    client.post("/graphql", json={"query": QUERY}, headers=bearer(tokens.owner))
    for answer in ask_all(client, headers):
        deny(answer)


BENT: dict[str, Callable[[str], dict[str, str]]] = {
    "of another kind": lambda token: {"authorization": f"Basic {token}"},
    "longer": lambda token: bearer(f"{token}x"),
    "shorter": lambda token: bearer(token[:-1]),
    "of other letters": lambda token: bearer(token.swapcase()),
    "twice": lambda token: bearer(f"{token} {token}"),
    "as a list": lambda token: bearer(f"{token},{token}"),
    "its digest": lambda token: bearer(hashlib.sha256(token.encode()).hexdigest()),
    "its digest with the prefix": lambda token: bearer(f"hf_{hashlib.sha256(token.encode()).hexdigest()}"),
    "as a cookie": lambda token: {"cookie": f"holdfast_session={token}", **OWN},
    "in another header": lambda token: {"x-api-key": token, "proxy-authorization": f"Bearer {token}"},
}


@pytest.mark.parametrize("bend", BENT.values(), ids=BENT)
def test_a_token_counts_in_its_own_words_and_place_alone(
    client: TestClient, tokens: Tokens, bend: Callable[[str], dict[str, str]]
) -> None:
    for answer in ask_all(client, bend(tokens.owner)):
        deny(answer)


def test_a_token_in_the_address_or_the_body_is_none(client: TestClient, tokens: Tokens) -> None:
    for name in ("token", "access_token", "authorization"):
        deny(client.get("/graphql", params={"query": QUERY, name: tokens.owner}))
        deny(client.post("/graphql", json={"query": QUERY, name: tokens.owner}))


def test_a_token_that_ended_is_none(client: TestClient, tokens: Tokens, settings: Settings) -> None:
    for answer in ask_all(client, bearer(tokens.expired)):
        deny(answer)
    first = client.get("/graphql", params={"query": QUERY}, headers=bearer(tokens.owner))
    revoke_all(settings)
    known = {**bearer(tokens.owner), "if-none-match": first.headers["etag"]}
    for answer in [
        *ask_all(client, bearer(tokens.owner)),
        client.get("/graphql", params={"query": QUERY}, headers=known),
    ]:
        deny(answer)
    deny(client.post("/session", json={"token": tokens.owner}, headers=OWN))


def revoke_all(settings: Settings) -> None:
    async def revoke() -> None:
        async with ready_records(settings) as records:
            for row in await list_tokens(records):
                await revoke_token(records, row.id, now())

    asyncio.run(revoke())


def encode(part: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")


def told(provider: Provider, **claims: Any) -> dict[str, Any]:
    moment = int(time.time())
    return {"iss": provider.issuer, "aud": AUDIENCE, "iat": moment, "exp": moment + 600, **OWNER, **claims}


def unsigned(provider: Provider, alg: str) -> str:
    return f"{encode({'alg': alg, 'typ': 'JWT', 'kid': provider.keys[0].kid})}.{encode(told(provider))}."


def signed_with_the_public_key(provider: Provider, alg: str, secret: bytes) -> str:
    text = f"{encode({'alg': alg, 'typ': 'JWT', 'kid': provider.keys[0].kid})}.{encode(told(provider))}"
    signature = hmac.new(secret, text.encode(), hashlib.sha256).digest()
    return f"{text}.{base64.urlsafe_b64encode(signature).decode().rstrip('=')}"


def pem_of(provider: Provider) -> bytes:
    key = provider.keys[0]
    assert isinstance(key, ECKey)
    return key.as_pem(private=False)


def tampered(provider: Provider) -> str:
    header, _, signature = provider.token(role="contributor").split(".")
    return f"{header}.{encode(told(provider))}.{signature}"


def signed(provider: Provider, header: dict[str, Any]) -> str:
    """A token that is right but for its header, which other libraries refuse to write."""
    (key,) = provider.keys
    text = f"{encode({'alg': 'ES256', 'kid': key.kid, **header})}.{encode(told(provider))}"
    assert isinstance(key, ECKey)
    signature = ECAlgorithm(ECAlgorithm.SHA256).sign(text.encode(), key.private_key)  # type: ignore[arg-type]
    return f"{text}.{base64.urlsafe_b64encode(signature).decode().rstrip('=')}"


def other(kid: str = "first") -> Any:
    return make_key(kid)


def far() -> int:
    return int(time.time()) + 1000


FORGED: dict[str, Callable[[Provider], str]] = {
    "alg none": lambda p: unsigned(p, "none"),
    "alg None": lambda p: unsigned(p, "None"),
    "alg empty": lambda p: unsigned(p, ""),
    "a signature cut off": lambda p: p.token().rpartition(".")[0] + ".",
    "HS256 with the public key as PEM": lambda p: signed_with_the_public_key(p, "HS256", pem_of(p)),
    "HS256 with the public key as JWK": lambda p: signed_with_the_public_key(
        p, "HS256", json.dumps(p.keys[0].as_dict(private=False)).encode()
    ),
    "HS256 that calls itself ES256": lambda p: signed_with_the_public_key(p, "ES256", pem_of(p)),
    "another algorithm than the key's": lambda p: (
        f"{encode({'alg': 'RS256', 'kid': 'first'})}." + p.token().partition(".")[2]
    ),
    "claims exchanged": tampered,
    "another key of the same name": lambda p: p.token(key=other()),
    "a key of another name": lambda p: p.token(key=other("second")),
    "its own key in its header": lambda p: p.token(
        key=(key := other("mine")), header={"jwk": key.as_dict(private=False)}
    ),
    "its own key's address in its header": lambda p: p.token(key=other("mine"), header={"jku": f"{p.issuer}/mine"}),
    "a path as the key's name": lambda p: p.token(key=other("../../dev/null")),
    "another audience": lambda p: p.token(aud="another"),
    "other audiences": lambda p: p.token(aud=["another", AUDIENCE.upper()]),
    "an audience that begins alike": lambda p: p.token(aud=f"{AUDIENCE}-2"),
    "no audience": lambda p: p.token(aud=None),
    "another issuer": lambda p: p.token(iss="https://provider.example"),
    "an issuer with a slash": lambda p: p.token(iss=f"{p.issuer}/"),
    "several issuers": lambda p: p.token(iss=[p.issuer]),
    "no issuer": lambda p: p.token(iss=None),
    "not valid yet": lambda p: p.token(nbf=far()),
    "issued later": lambda p: p.token(iat=far()),
    "no issue": lambda p: p.token(iat=None),
    "expired": lambda p: p.token(exp=int(time.time()) - 1000),
    "no end": lambda p: p.token(exp=None),
    "an end that is no number": lambda p: p.token(exp="never"),
    "an end that is no end": lambda p: p.token(exp=True),
    "nobody's": lambda p: p.token(sub=None),
    "a subject that is no text": lambda p: p.token(sub=7),
    "an extension that must be understood": lambda p: signed(p, {"crit": ["x"], "x": 1}),
    "an extension that is not there": lambda p: signed(p, {"crit": []}),
    "a body that is elsewhere": lambda p: signed(p, {"crit": ["b64"], "b64": False}),
    "a token of a logout": lambda p: p.token(header={"typ": "logout+jwt"}),
    "a token of another use": lambda p: p.token(header={"typ": "dpop+jwt"}),
    "another publisher beside": lambda p: p.token(publisher=["acme", "beta"]),
    "a publisher that nobody knows": lambda p: p.token(publisher="*"),
    "no publisher": lambda p: p.token(publisher=None),
    "no role": lambda p: p.token(role=None),
    "a role of other letters": lambda p: p.token(role="OWNER"),
    "too long": lambda p: p.token(padding="x" * 13_000),
    "five parts": lambda p: f"{p.token()}.x.y",
    "not base64": lambda p: "\u007f." + p.token().partition(".")[2],
    "claims that are a list": lambda _: f"{encode({'alg': 'ES256', 'kid': 'first'})}.{encode([1])}.AAAA",
    "a header that is a list": lambda p: f"{encode(['ES256'])}.{encode(told(p))}.AAAA",
}


def test_a_token_that_is_signed_by_hand_counts_where_its_header_is_right(
    client: TestClient, provider: Provider
) -> None:
    assert client.get("/session", headers=bearer(signed(provider, {}))).status_code == 200


@pytest.mark.parametrize("forge", FORGED.values(), ids=FORGED)
def test_a_forged_jwt_is_none(client: TestClient, provider: Provider, forge: Callable[[Provider], str]) -> None:
    # what was right before makes nothing else right
    assert client.get("/session", headers=bearer(provider.token())).status_code == 200
    token = forge(provider)
    for answer in ask_all(client, bearer(token)):
        deny(answer)
    deny(client.post("/session", json={"token": token}, headers=OWN))
    deny(client.get("/session", headers={"cookie": f"holdfast_session={token}", **OWN}))


def test_an_old_key_counts_no_longer_after_a_rotation(settings: Settings, provider: Provider) -> None:
    old = provider.token()
    provider.keys = [make_key("second")]
    with TestClient(create_application(settings)) as client:
        assert client.get("/session", headers=bearer(provider.token())).status_code == 200
        for answer in ask_all(client, bearer(old)):
            deny(answer)


def test_a_member_of_one_publisher_is_nobody_at_another(client: TestClient, provider: Provider) -> None:
    answer = client.post("/graphql", json={"query": QUERY}, headers=bearer(provider.token(publisher="beta")))
    assert "acme" not in answer.text
    assert answer.text.count("beta-") == 4


SITES = (None, "none", "cross-site", "same-site", "same-origin, cross-site", "Same-Origin")


@pytest.mark.parametrize("site", SITES)
@pytest.mark.parametrize("kind", ["application/json", "text/plain", "application/x-www-form-urlencoded", None])
def test_a_cookie_of_another_site_is_none(
    client: TestClient, tokens: Tokens, site: str | None, kind: str | None
) -> None:
    client.post("/session", json={"token": tokens.owner})
    headers = {"sec-fetch-site": site} if site else {}
    for answer in ask_all(client, headers):
        deny(answer)
    typed = {**headers, **({"content-type": kind} if kind else {})}
    deny(client.post("/graphql", content=json.dumps({"query": QUERY}), headers=typed))
    # and the session lives on for its own page
    assert client.get("/session", headers=OWN).status_code == 200


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "", "text/json"]
)
def test_a_cookie_counts_for_no_form(client: TestClient, tokens: Tokens, kind: str) -> None:
    client.post("/session", json={"token": tokens.owner})
    headers = {**OWN, "content-type": kind}
    deny(client.post("/graphql", content=json.dumps({"query": QUERY}), headers=headers))


@pytest.mark.parametrize("site", ["cross-site", "same-site", "Same-Origin"])
def test_another_site_opens_no_session(client: TestClient, tokens: Tokens, site: str) -> None:
    deny(client.post("/session", json={"token": tokens.owner}, headers={"sec-fetch-site": site}), 403)


def test_a_session_is_over_with_its_token(client: TestClient, tokens: Tokens, settings: Settings) -> None:
    client.post("/session", json={"token": tokens.owner})
    assert client.post("/graphql", json={"query": QUERY}, headers=OWN).text.count(SIGN) == 4
    revoke_all(settings)
    for answer in ask_all(client, OWN):
        deny(answer)


def test_a_session_s_cookie_is_its_own(client: TestClient, tokens: Tokens) -> None:
    client.post("/session", json={"token": tokens.contributor})
    contributor = client.cookies["holdfast_session"]
    client.cookies.clear()
    client.post("/session", json={"token": tokens.owner})
    owner = client.cookies["holdfast_session"]
    client.cookies.clear()
    value, signature = owner.split(".", 1)
    for forged in (f"{value}.{contributor.split('.', 1)[1]}", f"{contributor.split('.', 1)[0]}.{signature}", value):
        for answer in ask_all(client, {**OWN, "cookie": f"holdfast_session={forged}"}):
            deny(answer)
