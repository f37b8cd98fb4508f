"""The provider's keys in memory: one reading at a time, seldom, and kept while it is down."""

import asyncio
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from jwt import PyJWKSet

from app.clock import now
from app.oidc.fetching import ProviderError, fetch_json
from app.oidc.keys import FRESH, PAUSE, KeyRing
from app.oidc.tokens import open_member_tokens
from domain.errors import UnauthenticatedError
from domain.scope import Role, Scope
from tests.app.conftest import make_settings
from tests.oidc import AUDIENCE, Provider, make_key, running_provider

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def fetching(provider: Provider) -> Callable[[], PyJWKSet]:
    return lambda: PyJWKSet.from_dict(fetch_json(f"{provider.issuer}/keys"))


def name_of(key: object) -> object:
    return getattr(key, "key_id", None)


def test_many_who_ask_at_once_cause_one_reading() -> None:
    async def work(provider: Provider) -> None:
        ring = KeyRing(fetching(provider))
        found = await asyncio.gather(*(ring.find("first", NOON) for _ in range(20)))
        assert [name_of(key) for key in found] == ["first"] * 20
        unknown = await asyncio.gather(*(ring.find(f"unknown-{n}", NOON + PAUSE) for n in range(20)))
        assert unknown == [None] * 20
        assert provider.asked["/keys"] == 2

    with running_provider() as provider:
        asyncio.run(work(provider))


def test_an_unknown_name_has_the_keys_read_again_after_a_pause_only() -> None:
    async def work(provider: Provider) -> None:
        ring = KeyRing(fetching(provider))
        await ring.find("first", NOON)
        provider.keys.append(make_key("second"))
        assert await ring.find("second", NOON + PAUSE - timedelta(seconds=1)) is None
        assert name_of(await ring.find("second", NOON + PAUSE)) == "second"
        assert (ring.generation, provider.asked["/keys"]) == (2, 2)

    with running_provider() as provider:
        asyncio.run(work(provider))


def test_old_keys_are_read_again_aside_and_withdrawn_ones_go() -> None:
    async def work(provider: Provider) -> None:
        ring = KeyRing(fetching(provider))
        await ring.find("first", NOON)
        provider.keys = [make_key("second")]
        ring.tend(NOON + FRESH - timedelta(seconds=1))
        await ring.settle()
        assert provider.asked["/keys"] == 1
        later = NOON + FRESH
        assert name_of(await ring.find("first", later)) == "first"
        await ring.settle()
        assert await ring.find("first", later) is None
        assert (ring.generation, provider.asked["/keys"]) == (2, 2)

    with running_provider() as provider:
        asyncio.run(work(provider))


def test_the_same_keys_again_are_no_new_generation() -> None:
    async def work(provider: Provider) -> None:
        ring = KeyRing(fetching(provider))
        await ring.find("first", NOON)
        ring.tend(NOON + FRESH)
        await ring.settle()
        assert (ring.generation, provider.asked["/keys"]) == (1, 2)

    with running_provider() as provider:
        asyncio.run(work(provider))


def test_keys_are_kept_while_the_provider_is_down(caplog: pytest.LogCaptureFixture) -> None:
    async def work(provider: Provider) -> None:
        ring = KeyRing(fetching(provider))
        await ring.find("first", NOON)
        provider.down = True
        for hours in range(1, 4):
            assert name_of(await ring.find("first", NOON + timedelta(hours=hours))) == "first"
            await ring.settle()
        assert (ring.generation, provider.asked["/keys"]) == (1, 4)

    with running_provider() as provider:
        asyncio.run(work(provider))
    assert len(caplog.records) == 3
    assert "answered 503" in caplog.text


def test_without_any_keys_nobody_can_tell() -> None:
    async def work(provider: Provider) -> None:
        ring = KeyRing(fetching(provider))
        provider.down = True
        for _ in range(3):
            with pytest.raises(ProviderError, match="its keys cannot be read"):
                await ring.find("first", NOON)
        assert provider.asked["/keys"] == 1
        provider.down = False
        assert name_of(await ring.find("first", NOON + PAUSE)) == "first"

    with running_provider() as provider:
        asyncio.run(work(provider))


def test_what_a_withdrawn_key_signed_is_forgotten() -> None:
    async def work(provider: Provider) -> None:
        settings = make_settings(Path("/nowhere"), oidc_issuer=provider.issuer, oidc_audience=AUDIENCE)
        members = open_member_tokens(settings, b"secret")
        assert members is not None
        kept, moment = provider.token(), now()
        for _ in range(3):
            assert replace((await members.member_of(kept, ["acme"], moment)).scope, member_id="") == Scope(
                "acme", Role.OWNER, "mia"
            )
        assert members.checked == 1
        provider.keys = [make_key("second")]
        # the first that names the new key has the keys read again
        await members.member_of(provider.token(), ["acme"], moment + PAUSE)
        with pytest.raises(UnauthenticatedError, match="a key that its provider does not show"):
            await members.member_of(kept, ["acme"], moment + PAUSE)

    with running_provider() as provider:
        asyncio.run(work(provider))


def test_members_have_one_id_whatever_token_they_show() -> None:
    async def work(provider: Provider) -> None:
        settings = make_settings(Path("/nowhere"), oidc_issuer=provider.issuer, oidc_audience=AUDIENCE)
        members = open_member_tokens(settings, b"secret")
        assert members is not None
        found = [
            (await members.member_of(provider.token(sub=sub, jti=jti), ["acme"], now())).scope.member_id
            for sub, jti in (("mia", "1"), ("mia", "2"), ("tom", "3"))
        ]
        assert found[0] == found[1] != found[2]
        assert all(re.fullmatch("oidc:[0-9a-f]{32}", each) for each in found)

    with running_provider() as provider:
        asyncio.run(work(provider))


def test_a_token_without_a_name_means_the_only_key() -> None:
    async def work(provider: Provider) -> None:
        ring = KeyRing(fetching(provider))
        assert name_of(await ring.find(None, NOON)) == "first"
        provider.keys.append(make_key("second"))
        ring.tend(NOON + FRESH)
        await ring.settle()
        assert await ring.find(None, NOON + FRESH) is None

    with running_provider() as provider:
        asyncio.run(work(provider))


def test_an_address_that_answers_with_an_error_is_told() -> None:
    with running_provider() as provider, pytest.raises(ProviderError, match="/nothing answered 404"):
        fetch_json(f"{provider.issuer}/nothing")


def test_nobody_is_led_elsewhere() -> None:
    with running_provider() as provider:
        with pytest.raises(ProviderError, match="/moved answered 302"):
            fetch_json(f"{provider.issuer}/moved")
        assert dict(provider.asked) == {"/moved": 1}


def test_an_address_that_is_not_https_is_not_asked() -> None:
    for address in ("http://provider.example/keys", "file:///etc/hostname", "ftp://127.0.0.1/keys"):
        with pytest.raises(ProviderError, match="not https"):
            fetch_json(address)
    with pytest.raises(ProviderError, match="cannot be asked"):
        fetch_json("http://127.0.0.1:9/keys")
