"""Members of an identity provider: their tokens beside API tokens, their sessions, and what is refused of them."""

import time
from pathlib import Path
from typing import Any

import jwt
import pytest
from joserfc.jwk import OKPKey
from starlette.testclient import TestClient

from app.asgi import create_application
from tests.app.conftest import Tokens, answered, make_settings, trusting
from tests.oidc import AUDIENCE, CLIENT, CLIENT_SECRET, OWNER, REDIRECT, Client, Provider, make_key

OWN = {"sec-fetch-site": "same-origin"}
VIEWER = {"query": "{ viewer { name role publisher { publisherId } } }"}
MIA = {"data": {"viewer": {"name": "mia", "role": "OWNER", "publisher": {"publisherId": "acme"}}}}
VERIFIER = "v" * 43
ANOTHER = "; get another from your identity provider"


def bearer(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"}


def ask(client: TestClient, token: str) -> Any:
    return client.post("/graphql", json=VIEWER, headers=bearer(token))


def refused(client: TestClient, token: str) -> str:
    """Why a token is refused; neither data nor a cookie comes with it."""
    answer = ask(client, token)
    assert answer.status_code == 401
    (error,) = answer.json()["errors"]
    assert error["extensions"] == {"code": "UNAUTHENTICATED"}
    assert "data" not in answer.json()
    assert "set-cookie" not in answer.headers
    return str(error["message"])


def test_a_member_asks_beside_a_token(member_client: TestClient, provider: Provider, tokens: Tokens) -> None:
    assert answered(ask(member_client, provider.token())) == MIA
    assert ask(member_client, tokens.owner).json()["data"]["viewer"]["name"] == "tester"


def test_claims_map_to_publisher_role_and_member(home: Path, provider: Provider) -> None:
    settings = trusting(
        home,
        provider,
        oidc_publisher_claim="https://holdfast.example/publisher",
        oidc_role_claim="access.holdfast.roles",
        oidc_member_claim="email",
        oidc_owner_values="admin, boss",
        oidc_contributor_values="reader",
    )
    claims: dict[str, Any] = {"https://holdfast.example/publisher": ["elsewhere", "beta"], "email": "mia@acme.example"}
    with TestClient(create_application(settings)) as client:
        for roles, role in ((["x", "boss"], "OWNER"), ("reader", "CONTRIBUTOR"), (["reader", "admin"], "OWNER")):
            token = provider.token(access={"holdfast": {"roles": roles}}, **claims)
            found = {"name": "mia@acme.example", "role": role, "publisher": {"publisherId": "beta"}}
            assert answered(ask(client, token)) == {"data": {"viewer": found}}


@pytest.mark.parametrize(
    ("claims", "message"),
    [
        (
            {"publisher": "nobody"},
            "the token's claim `publisher` names no publisher that has loads here; its provider has to put the id of one into it",
        ),
        (
            {"publisher": None},
            "the token's claim `publisher` names no publisher that has loads here; its provider has to put the id of one into it",
        ),
        (
            {"publisher": ["acme", "beta"]},
            "the token's claim `publisher` names several publishers; its provider has to put the id of one into it",
        ),
        (
            {"role": "Owner"},
            "the token's claim `role` names no role of this service;"
            " HOLDFAST_OIDC_OWNER_VALUES and HOLDFAST_OIDC_CONTRIBUTOR_VALUES say which values do",
        ),
        (
            {"role": {"owner": True}},
            "the token's claim `role` names no role of this service;"
            " HOLDFAST_OIDC_OWNER_VALUES and HOLDFAST_OIDC_CONTRIBUTOR_VALUES say which values do",
        ),
        (
            {"sub": "x" * 201},
            "the token's claim `sub` names no member: it takes one text of 1 to 200 characters",
        ),
    ],
)
def test_a_claim_that_maps_to_nothing_is_named_without_its_value(
    member_client: TestClient, provider: Provider, claims: dict[str, Any], message: str
) -> None:
    assert refused(member_client, provider.token(**claims)) == message


def test_times_have_some_leeway(member_client: TestClient, provider: Provider) -> None:
    now = int(time.time())
    near: list[dict[str, Any]] = [{"exp": now - 5}, {"nbf": now + 20}, {"iat": now + 20}]
    far: list[dict[str, Any]] = [{"exp": now - 40}, {"nbf": now + 1000}, {"iat": now + 1000}]
    for claims in near:
        assert answered(ask(member_client, provider.token(**claims))) == MIA
    reasons = [refused(member_client, provider.token(**claims)) for claims in far]
    assert reasons == [f"the token {why}{ANOTHER}" for why in ("has expired", "is not valid yet", "is not valid yet")]


@pytest.mark.parametrize("kind", ["at+jwt", "JWT", "application/at+jwt", None])
def test_types_of_access_tokens_are_taken(member_client: TestClient, provider: Provider, kind: str | None) -> None:
    assert answered(ask(member_client, provider.token(header={"typ": kind}))) == MIA


def test_the_audience_may_be_one_of_several(member_client: TestClient, provider: Provider) -> None:
    assert answered(ask(member_client, provider.token(aud=["other", AUDIENCE]))) == MIA


def test_a_key_of_edwards_curve_counts(member_client: TestClient, provider: Provider) -> None:
    key = OKPKey.generate_key("Ed25519", {"kid": "third", "use": "sig", "alg": "EdDSA"})
    provider.keys = [make_key("second", "RS256"), key]
    moment = int(time.time())
    claims = {"iss": provider.issuer, "aud": AUDIENCE, "iat": moment, "exp": moment + 60, **OWNER}
    token = jwt.encode(claims, key.as_pem(private=True), "EdDSA", headers={"kid": "third"})
    assert answered(ask(member_client, token)) == MIA
    assert answered(ask(member_client, provider.token(key=provider.keys[0]))) == MIA


def test_a_warm_token_is_not_checked_again(home: Path, provider: Provider) -> None:
    application = create_application(trusting(home, provider))
    with TestClient(application) as client:
        token = provider.token()
        for _ in range(5):
            assert ask(client, token).status_code == 200
        assert (provider.asked["/keys"], provider.asked["/.well-known/openid-configuration"]) == (1, 1)
        provider.down = True
        assert answered(ask(client, token)) == MIA
        assert answered(ask(client, provider.token(jti="2"))) == MIA


def test_a_new_key_is_fetched_and_an_old_one_counts_no_longer(home: Path, provider: Provider) -> None:
    old = provider.keys[0]
    with TestClient(create_application(trusting(home, provider))) as client:
        kept = provider.token()
        provider.keys = [make_key("second", "RS256")]
        # the first keys that are read are the new ones
        assert answered(ask(client, provider.token())) == MIA
        for token in (kept, provider.token(key=old)):
            assert refused(client, token) == f"the token is signed with a key that its provider does not show{ANOTHER}"


def test_a_provider_that_was_never_reached_is_no_reason_to_drop_a_token(home: Path, provider: Provider) -> None:
    provider.down = True
    with TestClient(create_application(trusting(home, provider))) as client:
        answer = ask(client, provider.token())
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    message = "the identity provider cannot be asked now; try again in some seconds"
    assert answer.json() == {"errors": [{"message": message, "extensions": {"code": "UNAUTHENTICATED"}}]}


def test_the_keys_may_have_an_address_of_their_own(home: Path, provider: Provider) -> None:
    settings = trusting(home, provider, oidc_jwks=f"{provider.issuer}/keys")
    with TestClient(create_application(settings)) as client:
        assert answered(ask(client, provider.token())) == MIA
    assert dict(provider.asked) == {"/keys": 1}


def test_a_discovery_document_of_another_issuer_is_not_believed(home: Path, provider: Provider) -> None:
    settings = trusting(home, provider, oidc_issuer=f"{provider.issuer}/")
    with TestClient(create_application(settings)) as client:
        assert ask(client, provider.token(iss=f"{provider.issuer}/")).status_code == 503
    assert dict(provider.asked) == {"/.well-known/openid-configuration": 1}


def test_a_code_of_the_provider_is_traded_for_a_session(member_client: TestClient, provider: Provider) -> None:
    code = provider.sign_in(VERIFIER, nonce="n-1")
    given = {"code": code, "verifier": VERIFIER, "redirectUri": REDIRECT, "nonce": "n-1"}
    answer = member_client.post("/session", json=given, headers=OWN)
    assert (answer.status_code, answer.json()) == (201, {"publisher": "acme", "role": "OWNER", "name": "mia"})
    cookie = answer.headers["set-cookie"]
    assert "; HttpOnly; Max-Age=35" in cookie  # no longer than the id token's hour
    assert answered(member_client.post("/graphql", json=VIEWER, headers=OWN)) == MIA
    assert member_client.get("/session", headers=OWN).json()["name"] == "mia"
    assert member_client.post("/session", json=given, headers=OWN).status_code == 401
    kept = member_client.cookies["holdfast_session"]
    assert member_client.delete("/session", headers=OWN).status_code == 204
    headers = {**OWN, "cookie": f"holdfast_session={kept}"}
    assert member_client.post("/graphql", json=VIEWER, headers=headers).status_code == 401


def test_a_confidential_client_shows_its_secret(home: Path, provider: Provider) -> None:
    provider.client = Client(CLIENT_SECRET)
    given = {"code": provider.sign_in(VERIFIER), "verifier": VERIFIER, "redirectUri": REDIRECT}
    with TestClient(create_application(trusting(home, provider)), base_url="https://testserver") as client:
        assert client.post("/session", json=given).status_code == 401
    settings = trusting(home, provider, oidc_client_secret=CLIENT_SECRET)
    with TestClient(create_application(settings), base_url="https://testserver") as client:
        assert client.post("/session", json=given).status_code == 201


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"verifier": "w" * 43}, "the identity provider refuses the code; sign in again"),
        ({"code": "another"}, "the identity provider refuses the code; sign in again"),
        ({"redirectUri": f"{REDIRECT}/2"}, "the identity provider refuses the code; sign in again"),
        ({"nonce": "n-2"}, "the id token is of another sign-in: its nonce is not that given; sign in again"),
    ],
)
def test_a_code_with_anything_else_than_it_was_given_for_opens_nothing(
    member_client: TestClient, provider: Provider, changed: dict[str, str], message: str
) -> None:
    given = {"code": provider.sign_in(VERIFIER, "n-1"), "verifier": VERIFIER, "redirectUri": REDIRECT, "nonce": "n-1"}
    answer = member_client.post("/session", json={**given, **changed})
    assert answer.status_code == 401
    assert answer.json() == {"errors": [{"message": message, "extensions": {"code": "UNAUTHENTICATED"}}]}
    assert "set-cookie" not in answer.headers


def test_a_sign_in_with_a_nonce_is_not_taken_without_it(member_client: TestClient, provider: Provider) -> None:
    given = {"code": provider.sign_in(VERIFIER, "n-1"), "verifier": VERIFIER, "redirectUri": REDIRECT}
    assert member_client.post("/session", json=given).status_code == 401


def test_a_token_of_the_provider_opens_a_session_that_ends_with_it(
    member_client: TestClient, provider: Provider
) -> None:
    token = provider.token(exp=int(time.time()) + 60)
    answer = member_client.post("/session", json={"token": token}, headers=OWN)
    assert answer.status_code == 201
    age = int(answer.headers["set-cookie"].partition("Max-Age=")[2].partition(";")[0])
    assert 0 < age <= 60
    ending = provider.token(exp=int(time.time()) - 5)
    assert member_client.post("/session", json={"token": ending}, headers=OWN).status_code == 201
    assert member_client.get("/session", headers=OWN).status_code == 401


def test_codes_of_a_provider_need_a_provider_and_a_client(home: Path, provider: Provider) -> None:
    given = {"code": "c", "verifier": VERIFIER, "redirectUri": REDIRECT}
    for settings, variable in (
        (make_settings(home), "ISSUER"),
        (trusting(home, provider, oidc_client_id=""), "CLIENT_ID"),
    ):
        with TestClient(create_application(settings)) as client:
            answer = client.post("/session", json=given)
        assert answer.status_code == 400
        message = f"no codes of a provider are traded here: HOLDFAST_OIDC_{variable} is not set"
        assert answer.json() == {"errors": [{"message": message, "extensions": {"code": "BAD_INPUT"}}]}


def test_an_id_token_is_no_bearer_for_another_audience(member_client: TestClient, provider: Provider) -> None:
    assert refused(member_client, provider.token(aud=CLIENT)) == f"the token is for another audience{ANOTHER}"
