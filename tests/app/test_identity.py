"""What the pages learn before anybody is signed in."""

import asyncio
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app.asgi import create_application
from app.oidc.provider import Provider as AskedProvider
from app.sign_in import FRESH, PAUSE, SignInAddress
from tests.app.conftest import MADE, Tokens, trusting
from tests.oidc import CLIENT, Provider

OWN = {"sec-fetch-site": "same-origin"}
NOBODY = {"session": None, "provider": None, "documents": "open"}


def test_a_visitor_is_nobody(client: TestClient) -> None:
    answer = client.get("/identity", headers=OWN)
    assert (answer.status_code, answer.json()) == (200, NOBODY)
    assert answer.headers["cache-control"] == "no-store"


def test_a_session_is_told_to_its_own_pages_only(client: TestClient, tokens: Tokens) -> None:
    client.post("/session", json={"token": tokens.owner})
    session = {"publisher": "acme", "role": "OWNER", "name": "tester"}
    assert client.get("/identity", headers=OWN).json() == {**NOBODY, "session": session}
    assert client.get("/identity", headers={"sec-fetch-site": "cross-site"}).json() == NOBODY


def test_where_browsers_sign_in_is_told_to_visitors(
    member_client: TestClient, provider: Provider, tokens: Tokens
) -> None:
    asked = {"authorizationEndpoint": f"{provider.issuer}/authorize", "clientId": CLIENT}
    for _ in range(3):
        assert member_client.get("/identity", headers=OWN).json() == {**NOBODY, "provider": asked}
    assert provider.asked["/.well-known/openid-configuration"] == 1
    member_client.post("/session", json={"token": tokens.owner})
    assert member_client.get("/identity", headers=OWN).json()["provider"] is None


def test_without_a_client_nobody_signs_in_at_the_provider(home: Path, provider: Provider) -> None:
    settings = trusting(home, provider, oidc_client_id="", documents="trusted")
    with TestClient(create_application(settings)) as client:
        assert client.get("/identity").json() == {**NOBODY, "documents": "trusted"}
    assert provider.asked["/.well-known/openid-configuration"] == 0


def test_a_provider_that_is_down_is_asked_again_after_a_pause(
    member_client: TestClient, provider: Provider, caplog: pytest.LogCaptureFixture
) -> None:
    provider.down = True
    for _ in range(3):
        told = member_client.get("/identity").json()["provider"]
        assert told == {"authorizationEndpoint": None, "clientId": CLIENT}
    assert provider.asked["/.well-known/openid-configuration"] == 1
    assert "where browsers sign in at the identity provider is not known" in caplog.text


def test_an_address_is_known_for_five_minutes_and_outlives_the_provider(provider: Provider) -> None:
    async def test() -> None:
        address = SignInAddress(AskedProvider(provider.issuer, "", CLIENT, ""))
        expected = f"{provider.issuer}/authorize"
        assert await address.find(MADE) == expected
        assert await address.find(MADE + FRESH - PAUSE) == expected
        provider.down = True
        assert await address.find(MADE + FRESH) == expected

    asyncio.run(test())
    assert provider.asked["/.well-known/openid-configuration"] == 2


@pytest.mark.parametrize("named", ["javascript:alert(1)", "http://elsewhere.example/authorize", None])
def test_a_browser_is_led_to_no_other_address_than_https(monkeypatch: pytest.MonkeyPatch, named: str | None) -> None:
    monkeypatch.setattr(AskedProvider, "discover", lambda _: {"authorization_endpoint": named})
    address = SignInAddress(AskedProvider("https://issuer.example", "", CLIENT, ""))
    assert asyncio.run(address.find(MADE)) is None
