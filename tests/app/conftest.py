"""A home with two small publishers, tokens, and an application on it."""

import asyncio
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.asgi import create_application
from app.promptness import answering_promptly
from app.reconciliation import ready_records
from app.settings import Settings
from db.lake import Load, publish_load, publisher_folder
from db.parts import Part
from db.records.models import TokenRow
from db.records.tokens import create_token
from domain.scope import Role, TokenRole
from tests.oidc import AUDIENCE, CLIENT, Provider, running_provider
from tests.parts import make_view, write_part

SECRET = "a secret of the tests, 32 characters or more"
MADE = datetime(2026, 1, 1, tzinfo=UTC)
FAR = datetime(2099, 1, 1, tzinfo=UTC)
COST = r'requested=\d+, limit=\d+, remaining=\d+, resetAt="20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ"'
CUSTOMERS = {"customers": [{"customer": 1, "customer_id": "c1", "date_acquired": date(2024, 5, 1), "is_active": True}]}


@dataclass(frozen=True, slots=True)
class Tokens:
    """Texts of tokens: of acme, of beta, one that expired, and one of a publisher without a part."""

    owner: str
    contributor: str
    other: str
    expired: str
    unbuilt: str


def make_settings(home: Path, **given: Any) -> Settings:
    """Settings that read no file; without a secret where it is given as None, without built pages where none are given."""
    values = {
        "home": home,
        "pages": home / "pages",
        "secret": SECRET,
        "memory_limit": "256MB",
        "threads": 1,
        "annex": "off",
        **given,
    }
    return Settings(_env_file=None, **{name: value for name, value in values.items() if value is not None})


def answered(answer: Any) -> Any:
    """The body of an executed answer beside its cost, which is in a header where there is an ETag."""
    body = answer.json()
    if "etag" in answer.headers:
        assert re.fullmatch(COST, answer.headers["holdfast-cost"])
        assert "extensions" not in body
        return body
    assert "holdfast-cost" not in answer.headers
    cost = body.pop("extensions")["cost"]
    assert list(cost) == ["requested", "limit", "remaining", "resetAt"]
    assert 1 <= cost["requested"] <= cost["limit"]
    return body


def publish_empty_load(home: Path, publisher_id: str, name: str, zone: str = "UTC", number: int = 1) -> None:
    """Puts a load without files into the lake: enough for a publisher to be known."""
    load_id = f"{number:04}-{publisher_id}"
    staged = home / "staging" / load_id
    staged.mkdir(parents=True)
    folder = publisher_folder(home, publisher_id) / load_id
    publish_load(staged, Load(load_id, publisher_id, number, MADE.isoformat(), zone, (), folder, name))


def write_parts(home: Path, part_id: str = "part-1") -> list[Part]:
    """Small parts of acme and beta."""
    as_of = date(2024, 8, 31)
    return [write_part(home, CUSTOMERS, as_of=as_of, publisher_id=name, part_id=part_id) for name in ("acme", "beta")]


async def make_token(
    settings: Settings, publisher_id: str, role: Role | TokenRole = Role.OWNER, expires_at: datetime = FAR
) -> tuple[TokenRow, str]:
    """Makes a token in the records of a home."""
    async with ready_records(settings) as records:
        return await create_token(
            records, publisher_id=publisher_id, role=role, name="tester", created_at=MADE, expires_at=expires_at
        )


async def make_tokens(settings: Settings) -> Tokens:
    """Makes one token of each kind."""
    _, owner = await make_token(settings, "acme")
    _, contributor = await make_token(settings, "acme", Role.CONTRIBUTOR)
    _, other = await make_token(settings, "beta")
    _, expired = await make_token(settings, "acme", expires_at=MADE + timedelta(days=1))
    _, unbuilt = await make_token(settings, "gamma")
    return Tokens(owner, contributor, other, expired, unbuilt)


@pytest.fixture(scope="session", autouse=True)
def prompt() -> Iterator[None]:
    """What every served application would do for itself, done once: looking through all that the tests hold takes longer than they do."""
    with answering_promptly():
        yield


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Tokens]:
    """A home with loads and parts of acme and beta, and a load of gamma that nobody built; with its tokens. Nobody changes it."""
    home = tmp_path_factory.mktemp("furnished") / "home"
    publish_empty_load(home, "acme", "Acme Oy", "Europe/Helsinki")
    publish_empty_load(home, "beta", "Beta Ltd")
    publish_empty_load(home, "gamma", "Gamma")
    make_view(home, write_parts(home)).house.warehouse.close()
    return home, asyncio.run(make_tokens(make_settings(home)))


@pytest.fixture
def home(furnished: tuple[Path, Tokens], tmp_path: Path) -> Path:
    """A copy of that home."""
    return Path(shutil.copytree(furnished[0], tmp_path / "home"))


@pytest.fixture
def settings(home: Path) -> Settings:
    """Settings of the copy."""
    return make_settings(home)


@pytest.fixture
def tokens(furnished: tuple[Path, Tokens]) -> Tokens:
    """Tokens of the copy."""
    return furnished[1]


@pytest.fixture
def client(settings: Settings) -> Iterator[TestClient]:
    """A client of the application on the copy, over what looks like HTTPS."""
    with TestClient(create_application(settings), base_url="https://testserver") as client:
        yield client


@pytest.fixture
def provider() -> Iterator[Provider]:
    """An identity provider on loopback."""
    with running_provider() as provider:
        yield provider


def trusting(home: Path, provider: Provider, **given: Any) -> Settings:
    """Settings of a home where a provider vouches for members."""
    named = {"oidc_issuer": provider.issuer, "oidc_audience": AUDIENCE, "oidc_client_id": CLIENT}
    return make_settings(home, **{**named, **given})


@pytest.fixture
def member_client(home: Path, provider: Provider) -> Iterator[TestClient]:
    """A client of an application that trusts the provider."""
    with TestClient(create_application(trusting(home, provider)), base_url="https://testserver") as client:
        yield client
