"""Content codings: who gets which, and that every coding is the same answer."""

import asyncio
import gzip
from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest
from backports import zstd
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from app.answers import AnswerCache, Made
from app.asgi import create_application
from app.compression import SMALLEST, Coding, begin, choose_coding
from resolvers.assembly import sdl
from tests.app.conftest import Tokens, make_settings
from tests.app.test_answers import bearer, key, publish, snapshot, write

NAMES = "{ customers { nodes { customer { customerId companyName personalData } } } }"
DECODE = {"gzip": gzip.decompress, "zstd": zstd.decompress}


@pytest.mark.parametrize(
    ("accept", "coding"),
    [
        (None, None),
        ("", None),
        ("identity", None),
        ("gzip", "gzip"),
        ("x-gzip", "gzip"),
        ("GZIP", "gzip"),
        ("gzip, deflate, br, zstd", "zstd"),
        ("gzip;q=0.9, zstd;q=0.8", "gzip"),
        ("gzip;q=0", None),
        ("*", "zstd"),
        ("zstd;q=0, *;q=0.5", "gzip"),
        ("gzip;q=0.5, identity", None),
        ("gzip;q=many", None),
        ("br", None),
        ("gzip;q=0.001", "gzip"),
    ],
)
def test_the_coding_that_a_client_weighs_most_is_chosen(accept: str | None, coding: Coding | None) -> None:
    assert choose_coding(accept) == coding


@pytest.fixture
def many(home: Path) -> Iterator[TestClient]:
    """A client of a home with enough customers for a large answer."""
    publish(home, write(home, "part-9", *(f"Customer {number}" for number in range(50))))
    with TestClient(create_application(make_settings(home)), base_url="https://testserver") as client:
        yield client


def ask(
    client: TestClient, token: str, coding: str, method: str = "GET", **headers: str
) -> tuple[dict[str, str], bytes]:
    """Headers and the bytes on the wire."""
    params, body = ({"query": NAMES}, None) if method == "GET" else (None, {"query": NAMES})
    sent = {**bearer(token), "accept-encoding": coding, **headers}
    with client.stream(method, "/graphql", params=params, json=body, headers=sent) as answer:
        return dict(answer.headers), b"".join(answer.iter_raw())


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("coding", ["gzip", "zstd"])
def test_a_large_answer_comes_in_a_coding_and_is_the_same(
    many: TestClient, tokens: Tokens, coding: str, method: str
) -> None:
    plain, whole = ask(many, tokens.owner, "identity", method)
    assert "content-encoding" not in plain
    assert whole.count(b"Customer") == 50
    assert len(whole) > SMALLEST
    data = orjson.loads(whole)["data"]
    # made, and found
    for _ in range(2):
        headers, body = ask(many, tokens.owner, coding, method)
        assert headers["content-encoding"] == coding
        assert headers["vary"] == plain["vary"] == "Accept, Accept-Encoding, Authorization, Cookie"
        assert int(headers["content-length"]) == len(body) < len(whole) / 4
        decoded = DECODE[coding](body)
        assert (orjson.loads(decoded)["data"], decoded == whole) == (data, method == "GET")


def test_a_tag_is_weak_in_a_coding_and_both_are_known(many: TestClient, tokens: Tokens) -> None:
    plain, _ = ask(many, tokens.owner, "identity")
    coded, _ = ask(many, tokens.owner, "gzip")
    assert coded["etag"] == f"W/{plain['etag']}"
    for etag in (plain["etag"], coded["etag"]):
        for coding in ("identity", "gzip"):
            headers, body = ask(many, tokens.owner, coding, **{"if-none-match": etag})
            assert (body, headers["etag"], headers.get("content-encoding")) == (b"", etag, None)


def test_a_small_answer_and_a_refusal_come_as_they_are(many: TestClient, tokens: Tokens) -> None:
    for token, status in ((tokens.owner, 200), (tokens.expired, 401)):
        answer = many.post(
            "/graphql", json={"query": "{__typename}"}, headers={**bearer(token), "accept-encoding": "gzip"}
        )
        assert (answer.status_code, "content-encoding" in answer.headers) == (status, False)


def test_an_answer_that_does_not_last_comes_in_a_coding_too(many: TestClient, tokens: Tokens) -> None:
    asked = {"query": "{ viewer { role } __schema { types { name description } } }"}
    plain, coded = (
        many.get("/graphql", params=asked, headers={**bearer(tokens.owner), "accept-encoding": each})
        for each in ("identity", "zstd, gzip;q=0.5")
    )
    assert (plain.headers.get("content-encoding"), coded.headers["content-encoding"]) == (None, "zstd")
    assert int(coded.headers["content-length"]) < len(plain.content) / 2
    assert coded.json()["data"] == plain.json()["data"]
    assert ("etag" in plain.headers, "etag" in coded.headers) == (False, False)


def test_a_contributor_s_coding_is_of_its_own_answer(many: TestClient, tokens: Tokens) -> None:
    _, owner = ask(many, tokens.owner, "gzip")
    _, contributor = ask(many, tokens.contributor, "gzip")
    assert gzip.decompress(owner).count(b"Customer") == 50
    assert gzip.decompress(contributor).count(b"Customer") == 0


def test_the_schema_comes_in_a_coding(many: TestClient, tokens: Tokens) -> None:
    answer = many.get("/schema.graphql", headers={**bearer(tokens.owner), "accept-encoding": "gzip"})
    assert (answer.headers["content-encoding"], answer.headers["vary"]) == ("gzip", "accept-encoding")
    assert answer.text == sdl()


@pytest.mark.parametrize("coding", ["gzip", "zstd"])
@given(st.binary(min_size=1, max_size=70_000), st.lists(st.binary(max_size=65_535), min_size=1, max_size=3))
def test_any_end_may_follow_what_was_coded_once(coding: Coding, body: bytes, ends: list[bytes]) -> None:
    begun = begin(body, coding)
    for end in ends:
        assert DECODE[coding](begun.finish(end)) == body + end


def test_a_coding_is_made_once_counted_and_given_up_with_its_answer() -> None:
    body = b"0123456789" * 10_000

    async def make() -> Made:
        return Made(body, lasting=True)

    async def work() -> None:
        cache = AnswerCache(1_000_000)
        cache.settle(snapshot())
        await cache.take(key(), make)
        assert cache.held == len(body) + 500
        kept = cache.find(key())
        assert kept is not None
        found = await asyncio.gather(*(cache.begin(key(), kept, "gzip") for _ in range(20)))
        assert {id(each) for each in found} == {id(found[0])}
        assert gzip.decompress(found[0].finish(b"")) == body
        assert cache.held == len(body) + 500 + len(found[0].coded)
        cache.settle(snapshot("part-2"))
        assert (cache.held, cache.find(key())) == (0, None)
        # of an answer that is no longer kept it is made, and not kept either
        assert await cache.begin(key(), kept, "gzip") == found[0]
        assert cache.held == 0

    asyncio.run(work())


def test_codings_count_against_the_bytes_that_are_kept() -> None:
    body = bytes(range(256)) * 8

    async def make() -> Made:
        return Made(body, lasting=True)

    async def work() -> None:
        cache = AnswerCache(2 * (len(body) + 500) + 10)
        cache.settle(snapshot())
        for asked in (b"1", b"2"):
            await cache.take(key(asked=asked), make)
        second = cache.find(key(asked=b"2"))
        assert second is not None
        await cache.begin(key(asked=b"2"), second, "gzip")
        assert cache.find(key(asked=b"1")) is None
        assert cache.find(key(asked=b"2")) is second

    asyncio.run(work())
