"""Kept answers: the same bytes as made ones, and never those of another part, role or asker."""

import asyncio
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.answers import AnswerCache, AnswerKey, Made, fingerprint, key_of
from app.asgi import create_application
from app.clock import now
from app.known_documents import KnownDocuments
from app.questions import GraphQLRequest
from app.reconciliation import ready_records
from app.settings import Settings
from db.parts import Part
from db.records.tokens import list_tokens, revoke_token
from db.snapshots import Snapshot, SnapshotStore
from domain.errors import BadInputError
from domain.scope import Scope, TokenRole
from services.view import House, View
from tests.app.conftest import Tokens, answered, make_settings
from tests.parts import make_view, write_part

NAMES = "{ customers { nodes { customer { customerId companyName personalData } } } }"
COUNT = "query Count($first: Int) { customers(first: $first) { totalCount nodes { customer { customerId } } } }"
AS_OF = date(2024, 8, 31)


def bearer(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"}


def write(home: Path, part_id: str, *names: str, publisher_id: str = "acme") -> Part:
    """A part of customers who all consented, named after themselves."""
    tables: dict[str, list[dict[str, Any]]] = {
        "customers": [{"customer": key, "customer_id": f"c{key}", "consent": True} for key, _ in enumerate(names)],
        "people": [{"customer": key, "company_name": name} for key, name in enumerate(names)],
    }
    return write_part(home, tables, as_of=AS_OF, publisher_id=publisher_id, part_id=part_id)


def publish(home: Path, *parts: Part) -> None:
    make_view(home, parts).house.warehouse.close()


def names_of(answer: Any) -> list[str | None]:
    return [node["customer"]["companyName"] for node in answer.json()["data"]["customers"]["nodes"]]


def test_a_get_of_a_lasting_document_has_an_etag_and_is_not_sent_twice(client: TestClient, tokens: Tokens) -> None:
    asked = {"query": NAMES}
    first = client.get("/graphql", params=asked, headers=bearer(tokens.owner))
    etag = first.headers["etag"]
    assert (first.status_code, first.headers["cache-control"]) == (200, "private, no-cache")
    again = client.get("/graphql", params=asked, headers={**bearer(tokens.owner), "if-none-match": etag})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", etag)
    assert again.headers["vary"] == first.headers["vary"] == "Accept, Accept-Encoding, Authorization, Cookie"
    other = client.get("/graphql", params=asked, headers={**bearer(tokens.owner), "if-none-match": '"another"'})
    assert (other.status_code, other.content) == (200, first.content)


def test_each_role_publisher_and_variable_has_an_etag_of_its_own(client: TestClient, tokens: Tokens) -> None:
    asked = [
        (tokens.owner, {"query": COUNT}),
        (tokens.contributor, {"query": COUNT}),
        (tokens.other, {"query": COUNT}),
        (tokens.owner, {"query": COUNT, "variables": '{"first": 1}'}),
        (tokens.owner, {"query": COUNT, "variables": '{"first": null}'}),
        (tokens.owner, {"query": f"{COUNT} "}),
    ]
    etags = [client.get("/graphql", params=params, headers=bearer(token)).headers["etag"] for token, params in asked]
    assert len(set(etags)) == len(asked)


@pytest.mark.parametrize(
    "query",
    [
        "{ viewer { role } }",
        "{ dataset { customers now: snapshot } }",
        "{ dataset { builtAt } }",
        "{ dataset { ...Times } } fragment Times on Dataset { lastLoadedAt }",
        "{ dataset { staleAfter } }",
        "{ nothing }",
        "{",
        '{ customers(after: "garbage") { totalCount } }',
    ],
)
def test_what_changes_while_the_part_stays_has_no_etag(client: TestClient, tokens: Tokens, query: str) -> None:
    answer = client.get("/graphql", params={"query": query}, headers=bearer(tokens.owner))
    assert "etag" not in answer.headers
    assert answer.headers["cache-control"] == "no-store"


def test_a_post_has_no_etag_and_gives_the_same_bytes(client: TestClient, tokens: Tokens) -> None:
    posted = [client.post("/graphql", json={"query": NAMES}, headers=bearer(tokens.owner)) for _ in range(3)]
    got = client.get("/graphql", params={"query": NAMES}, headers=bearer(tokens.owner))
    # beside its cost, which stands at the end
    assert {answer.content.partition(b',"extensions":')[0] + b"}" for answer in posted} == {got.content}
    assert ["etag" in answer.headers for answer in posted] == [False] * 3
    assert {answer.headers["cache-control"] for answer in posted} == {"no-store"}
    assert len({answer.headers["x-request-id"] for answer in posted}) == 3


def test_a_kept_answer_needs_no_view(client: TestClient, tokens: Tokens, monkeypatch: pytest.MonkeyPatch) -> None:
    def ask(token: str) -> Any:
        return client.post("/graphql", json={"query": NAMES}, headers=bearer(token))

    def refuse(_self: House, scope: Scope, snapshot: Snapshot | None = None) -> View:
        raise BadInputError(f"{scope.publisher_id}, {snapshot}")

    first = ask(tokens.owner)
    monkeypatch.setattr(House, "view", refuse)
    assert answered(ask(tokens.owner)) == answered(ask(tokens.owner)) == answered(first)
    # neither another publisher's asker nor another role is given it
    assert {ask(token).status_code for token in (tokens.other, tokens.contributor, tokens.unbuilt)} == {400}


def test_a_contributor_never_gets_an_owner_s_answer(home: Path, tokens: Tokens) -> None:
    publish(home, write(home, "part-9", "Secret"))
    with TestClient(create_application(make_settings(home))) as client:
        for _ in range(2):
            owner = client.post("/graphql", json={"query": NAMES}, headers=bearer(tokens.owner))
            contributor = client.post("/graphql", json={"query": NAMES}, headers=bearer(tokens.contributor))
            assert (names_of(owner), names_of(contributor)) == (["Secret"], [None])
            assert b"Secret" not in contributor.content


def test_a_new_snapshot_and_a_rollback_answer_for_themselves(home: Path, tokens: Tokens) -> None:
    old, new = write(home, "part-7", "Old"), write(home, "part-8", "New", "Newer")
    publish(home, old)
    with TestClient(create_application(make_settings(home))) as client:

        def ask() -> list[str | None]:
            return names_of(client.post("/graphql", json={"query": NAMES}, headers=bearer(tokens.owner)))

        assert [ask(), ask()] == [["Old"], ["Old"]]
        publish(home, new)
        assert [ask(), ask()] == [["New", "Newer"]] * 2
        publish(home, old)
        assert [ask(), ask()] == [["Old"], ["Old"]]


def test_a_revoked_token_gets_no_kept_answer(client: TestClient, tokens: Tokens, settings: Settings) -> None:
    async def revoke() -> None:
        async with ready_records(settings) as records:
            (row,) = [row for row in await list_tokens(records) if row.role is TokenRole.CONTRIBUTOR]
            await revoke_token(records, row.id, now())

    headers = bearer(tokens.contributor)
    first = client.get("/graphql", params={"query": NAMES}, headers=headers)
    assert first.status_code == 200
    asyncio.run(revoke())
    known = {**headers, "if-none-match": first.headers["etag"]}
    for answer in (
        client.get("/graphql", params={"query": NAMES}, headers=known),
        client.post("/graphql", json={"query": NAMES}, headers=headers),
    ):
        assert answer.status_code == 401
        assert b"customers" not in answer.content


def test_a_page_of_an_older_part_is_not_kept(home: Path, tokens: Tokens) -> None:
    old = write(home, "part-7", "One", "Two")
    publish(home, old)
    query = "query($after: String) { customers(first: 1, after: $after) { pageInfo { endCursor } nodes { orders } } }"
    with TestClient(create_application(make_settings(home))) as client:
        answer = client.get("/graphql", params={"query": query}, headers=bearer(tokens.owner))
        cursor = answer.json()["data"]["customers"]["pageInfo"]["endCursor"]
        publish(home, write(home, "part-8", "New"))
        later = {"query": query, "variables": f'{{"after": "{cursor}"}}'}
        answer = client.get("/graphql", params=later, headers=bearer(tokens.owner))
        assert answer.json()["data"]["customers"]["nodes"] == [{"orders": 0}]
        assert "etag" not in answer.headers


def key(part_id: str = "part-1", asked: bytes = b"1") -> AnswerKey:
    return AnswerKey("acme", part_id, (None, None), "OWNER", asked)


def snapshot(part_id: str = "part-1", benchmarks: str | None = None) -> Snapshot:
    return Snapshot("v", now(), {"acme": part_id}, benchmarks, None, {})


async def make(body: bytes, lasting: bool = True) -> Made:
    await asyncio.sleep(0)
    return Made(body, lasting)


def test_what_several_ask_for_at_once_is_made_once() -> None:
    async def ask() -> None:
        cache = AnswerCache(10_000)
        cache.settle(snapshot())
        found = await asyncio.gather(*(cache.take(key(), lambda: make(b"body")) for _ in range(20)))
        assert {made.body for made in found} == {b"body"}
        assert cache.made == 1
        assert (await cache.take(key(), lambda: make(b"never"))).body == b"body"

    asyncio.run(ask())


def test_what_does_not_last_is_made_by_each() -> None:
    async def ask() -> None:
        cache = AnswerCache(10_000)
        cache.settle(snapshot())
        found = await asyncio.gather(
            *(cache.take(key(), lambda number=number: make(b"%d" % number, lasting=False)) for number in range(3))  # type: ignore[misc]
        )
        assert [made.body for made in found] == [b"0", b"1", b"2"]
        assert cache.find(key()) is None

    asyncio.run(ask())


def test_a_failure_is_told_to_its_own_asker_and_the_others_ask_themselves() -> None:
    async def fail() -> Made:
        await asyncio.sleep(0)
        raise ValueError("mine")

    async def ask() -> list[object]:
        cache = AnswerCache(10_000)
        cache.settle(snapshot())
        asked = [cache.take(key(), fail), *(cache.take(key(), lambda: make(b"body")) for _ in range(2))]
        return await asyncio.gather(*asked, return_exceptions=True)

    first, *others = asyncio.run(ask())
    assert isinstance(first, ValueError)
    assert others == [Made(b"body", lasting=True)] * 2


def test_the_least_recently_used_is_given_up() -> None:
    async def ask() -> None:
        cache = AnswerCache(3 * (500 + 100))
        cache.settle(snapshot())
        body = bytes(100)
        for number in range(3):
            await cache.take(key(asked=b"%d" % number), lambda: make(body))
        assert cache.find(key(asked=b"0")) == Made(body, lasting=True)
        await cache.take(key(asked=b"3"), lambda: make(body))
        kept = [cache.find(key(asked=b"%d" % number)) for number in range(4)]
        assert [made and made.body for made in kept] == [body, None, body, body]
        await cache.take(key(asked=b"4"), lambda: make(bytes(10_000)))
        assert cache.find(key(asked=b"4")) is None

    asyncio.run(ask())


def test_another_snapshot_is_told_once() -> None:
    async def ask() -> list[bool]:
        cache, first, second = AnswerCache(10_000), snapshot(), snapshot("part-2")
        return [cache.settle(each) for each in (first, first, second, second, first)]

    assert asyncio.run(ask()) == [True, False, True, False, True]


@pytest.mark.parametrize("later", [snapshot("part-2"), snapshot(benchmarks="b")])
def test_answers_of_older_parts_are_given_up_with_them_and_never_kept_again(later: Snapshot) -> None:
    async def ask() -> None:
        cache = AnswerCache(10_000)
        cache.settle(snapshot())

        async def overtaken() -> Made:
            cache.settle(later)
            return Made(b"late", lasting=True)

        await cache.take(key(asked=b"early"), lambda: make(b"early"))
        await cache.take(key(asked=b"late"), overtaken)
        cache.settle(snapshot())
        assert cache.find(key(asked=b"early")) is None
        assert cache.find(key(asked=b"late")) is None

    asyncio.run(ask())


def test_the_order_of_variables_does_not_matter_and_their_values_do(tmp_path: Path) -> None:
    view = make_view(tmp_path, [write(tmp_path, "part-1", "A")])

    def keyed(variables: dict[str, Any] | None, query: str = "{a}", name: str | None = None) -> AnswerKey:
        return key_of(view.scope, view.snapshot, fingerprint(GraphQLRequest(query, name, variables, None)))

    assert keyed({"a": 1, "b": {"c": 2, "d": 3}}) == keyed({"b": {"d": 3, "c": 2}, "a": 1})
    assert keyed(None) == keyed({})
    different = [
        keyed({}), keyed({"a": 1}), keyed({"a": "1"}), keyed({"a": 1.0}), keyed({"a": None}), keyed({"a": True}),
        keyed({}, "{b}"), keyed({}, name="A"),
    ]  # fmt: skip
    assert len(set(different)) == len({each.etag for each in different}) == 8
    assert SnapshotStore(tmp_path).current() == view.snapshot


def test_many_documents_are_remembered_and_forgotten() -> None:
    documents = KnownDocuments()
    for number in range(5000):
        assert documents.find(f"{{ a{number} }}").lasts
    assert not documents.find("{ viewer { name } }").lasts
    assert documents.find("{ a0 }").lasts
