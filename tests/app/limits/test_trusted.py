"""Trusted documents: registered by a command, asked for by their hashes, and where the operator wants it, alone."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

import orjson
import pytest
from starlette.testclient import TestClient

from app.asgi import create_application
from app.trusted import FILE, identify, read_registry, write_registry
from domain.errors import OperationError
from tests.app.commands import run_command
from tests.app.conftest import Tokens, answered, make_settings
from tests.app.limits.asking import ask, bearer

COUNT = "query Count($first: Int) { customers(first: $first) { totalCount } }\n"
VIEWER = "{ viewer { role } }"
MUTATION = "mutation { __typename }"
COUNTED = {"data": {"customers": {"totalCount": 1}}}
UNKNOWN = "documentId: no such document is registered; have it registered by `./holdfast documents`"
ALONE = "this service executes registered documents only; send `documentId` alone"


def register(home: Path, *documents: str) -> None:
    write_registry(home, {identify(text): text for text in documents})


@contextmanager
def serving(home: Path, **given: Any) -> Iterator[TestClient]:
    with TestClient(create_application(make_settings(home, **given)), base_url="https://testserver") as client:
        yield client


def post(client: TestClient, token: str, **body: object) -> Any:
    return client.post("/graphql", json=body, headers=bearer(token))


def get(client: TestClient, token: str, **parameters: str) -> Any:
    return client.get("/graphql", params=parameters, headers=bearer(token))


def refusal(code: str, message: str) -> dict[str, object]:
    return {"errors": [{"message": message, "extensions": {"code": code}}]}


def test_an_identifier_is_the_hash_of_the_text() -> None:
    assert identify("{a}") == f"sha256:{sha256(b'{a}').hexdigest()}"
    assert identify("{ ä }") == f"sha256:{sha256('{ ä }'.encode()).hexdigest()}"


@pytest.mark.parametrize("mode", ["open", "trusted"])
def test_a_registered_document_is_executed(home: Path, tokens: Tokens, mode: str) -> None:
    register(home, COUNT, VIEWER)
    with serving(home, documents=mode) as client:
        for _ in range(2):
            answer = post(client, tokens.owner, documentId=identify(COUNT), variables={"first": 1})
            assert (answer.status_code, answered(answer)) == (200, COUNTED)
            answer = get(
                client, tokens.owner, documentId=identify(COUNT), variables='{"first":1}', operationName="Count"
            )
            assert (answer.status_code, answered(answer)) == (200, COUNTED)
            assert "etag" in answer.headers
        assert answered(post(client, tokens.owner, documentId=identify(VIEWER), query=None)) == {
            "data": {"viewer": {"role": "OWNER"}}
        }


def test_by_its_hash_or_as_a_text_a_document_has_one_answer(home: Path, tokens: Tokens) -> None:
    register(home, COUNT)
    with serving(home) as client:
        etags = [
            get(client, tokens.owner, **asked).headers["etag"]
            for asked in ({"documentId": identify(COUNT)}, {"query": COUNT})
        ]
        assert etags[0] == etags[1]


@pytest.mark.parametrize(
    ("given", "status", "code", "message"),
    [
        ({"documentId": identify("{ a }")}, 404, "NOT_FOUND", UNKNOWN),
        ({"documentId": "abc"}, 400, "BAD_INPUT", "documentId: takes sha256: and 64 hexadecimal digits in lower case"),
        (
            {"documentId": identify(COUNT).upper()},
            400,
            "BAD_INPUT",
            "documentId: takes sha256: and 64 hexadecimal digits in lower case",
        ),
        ({"documentId": 7}, 400, "BAD_INPUT", "documentId: takes sha256: and 64 hexadecimal digits in lower case"),
        (
            {"documentId": identify(COUNT), "query": COUNT},
            400,
            "BAD_INPUT",
            "documentId and query: both given; give one of them",
        ),
    ],
)
def test_what_names_no_document_is_refused(
    home: Path, tokens: Tokens, given: dict[str, object], status: int, code: str, message: str
) -> None:
    register(home, COUNT)
    with serving(home) as client:
        answer = post(client, tokens.owner, **given)
        assert (answer.status_code, answer.json()) == (status, refusal(code, message))


def test_a_registered_mutation_is_not_got(home: Path, tokens: Tokens) -> None:
    register(home, MUTATION)
    with serving(home, documents="trusted") as client:
        answer = get(client, tokens.owner, documentId=identify(MUTATION))
        assert (answer.status_code, answer.headers["allow"]) == (405, "POST")


def test_in_trusted_mode_nothing_else_is_answered(home: Path, tokens: Tokens) -> None:
    register(home, COUNT)
    with serving(home, documents="trusted", introspection="open") as client:
        for query in (COUNT, "{ __schema { queryType { name } } }", "{ __typename }", "{"):
            for answer in (ask(client, tokens.owner, query), get(client, tokens.owner, query=query)):
                assert (answer.status_code, answer.json()) == (403, refusal("FORBIDDEN", ALONE))
        for answer in (client.post("/graphql", json={"query": COUNT}), client.get("/graphql", params={"query": COUNT})):
            assert answer.status_code == 401
        schema = client.get("/schema.graphql", headers=bearer(tokens.owner))
        assert (schema.status_code, schema.json()) == (
            403,
            refusal("FORBIDDEN", "this service executes registered documents only; it does not tell its schema"),
        )
        assert client.post("/session", json={"token": tokens.owner}).status_code == 201
        page = client.get("/graphql", headers={"accept": "text/html"})
        message = "this service executes registered documents only; GraphiQL is not served"
        assert (page.status_code, page.json()) == (403, refusal("FORBIDDEN", message))


def test_the_registry_is_read_again_when_it_changes(home: Path, tokens: Tokens) -> None:
    with serving(home, documents="trusted") as client:

        def ask_for(document: str) -> int:
            return int(post(client, tokens.owner, documentId=identify(document)).status_code)

        assert [ask_for(COUNT), ask_for(VIEWER)] == [404, 404]
        register(home, COUNT)
        assert [ask_for(COUNT), ask_for(COUNT), ask_for(VIEWER)] == [200, 200, 404]
        register(home, VIEWER)
        # also one that is recognised and whose answer is kept
        assert [ask_for(COUNT), ask_for(VIEWER), ask_for(VIEWER)] == [404, 200, 200]
        (home / FILE).unlink()
        assert [ask_for(COUNT), ask_for(VIEWER)] == [404, 404]


def test_the_documents_of_the_pages_are_known(home: Path, tokens: Tokens) -> None:
    pages = home / "pages"
    pages.mkdir()
    with serving(home, documents="trusted", pages=pages) as client:

        def ask_for(document: str) -> int:
            return int(post(client, tokens.owner, documentId=identify(document)).status_code)

        register(home, VIEWER)
        register(pages, COUNT)
        assert [ask_for(COUNT), ask_for(VIEWER)] == [200, 200]
        # pages that were built anew ask by other names; those of the operator stay
        register(pages, COUNT.replace("Count", "Counted"))
        assert [ask_for(COUNT), ask_for(COUNT.replace("Count", "Counted")), ask_for(VIEWER)] == [404, 200, 200]
        (pages / FILE).write_bytes(b"{")
        assert [ask_for(COUNT), ask_for(VIEWER)] == [500, 200]


def test_limits_hold_for_registered_documents_too(home: Path, tokens: Tokens) -> None:
    register(home, COUNT, "{ a: viewer { role } b: viewer { role } }")
    with serving(home, documents="trusted", document_aliases=1) as client:
        answer = post(client, tokens.owner, documentId=identify("{ a: viewer { role } b: viewer { role } }"))
        assert answer.json()["errors"][0]["extensions"]["code"] == "TOO_COMPLEX"
        assert post(client, tokens.owner, documentId=identify(COUNT)).status_code == 200


@pytest.mark.parametrize("content", [b"{", b"[]", b'{"sha256:00": "{a}"}', b'{"a": 1}'])
def test_a_registry_that_somebody_else_wrote_is_refused(home: Path, content: bytes) -> None:
    (home / FILE).write_bytes(content)
    with pytest.raises(OperationError, match=r"run `\./holdfast documents` again"):
        read_registry(home)


def test_a_broken_registry_hinders_nobody_else(home: Path, tokens: Tokens) -> None:
    (home / FILE).write_bytes(b"{")
    with serving(home) as client:
        answer = post(client, tokens.owner, documentId=identify(COUNT))
        message = "the registered documents cannot be read; register them again"
        assert (answer.status_code, answer.json()) == (500, refusal("INTERNAL", message))
        assert answered(ask(client, tokens.owner, COUNT)) == COUNTED
        register(home, COUNT)
        assert answered(post(client, tokens.owner, documentId=identify(COUNT))) == COUNTED


def documents(home: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    return run_command(home, ["documents", *words])


def test_the_command_registers_folders_and_files(home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "queries"
    (folder / "deep").mkdir(parents=True)
    (folder / "count.graphql").write_text(COUNT)
    (folder / "deep" / "viewer.gql").write_text(VIEWER)
    (folder / "notes.txt").write_text("not a document")
    (tmp_path / "other.graphql").write_text("{ dataset { customers } }")
    done = documents(home, str(folder), str(tmp_path / "other.graphql"))
    assert (done.returncode, done.stderr) == (0, "")
    expected = {identify(text): text for text in (COUNT, VIEWER, "{ dataset { customers } }")}
    assert read_registry(home) == expected
    assert [line.split()[0] for line in done.stdout.splitlines()] == ["documentId", *expected]
    again = documents(home, "--json", str(folder / "count.graphql"))
    assert orjson.loads(again.stdout) == [{"documentId": identify(COUNT), "file": str(folder / "count.graphql")}]
    assert read_registry(home) == {identify(COUNT): COUNT}


def test_what_is_wrong_is_named_by_file_and_line_and_nothing_is_registered(home: Path, tmp_path: Path) -> None:
    register(home, COUNT)
    wrong = {
        "a.graphql": "{\n  viewer {\n    nam }\n}",
        "b.graphql": "{\n  viewer {",
        "c.graphql": "fragment A on Query { __typename }",
        "d.graphql": "{ __schema { queryType { name } } }",
        "e.graphql": "{ " + "@" * 60 + " }",
        "f.graphql": "type A { b: Int }",
        "g.graphql": "{ nodes(ids: 1) { __typename } }\n{ viewer { role } }",
    }
    for name, text in wrong.items():
        (tmp_path / name).write_text(text)
    (tmp_path / "right.graphql").write_text(VIEWER)
    done = documents(home, *(str(tmp_path / name) for name in wrong), str(tmp_path / "right.graphql"))
    assert (done.returncode, done.stdout) == (1, "")
    lines = [line.strip().replace(f"{tmp_path}/", "") for line in done.stderr.splitlines()]
    assert lines == [
        "holdfast: nothing was registered:",
        "a.graphql:3:5: Cannot query field 'nam' on type 'Viewer'. Did you mean 'name'?",
        "b.graphql:2:11: Syntax Error: Expected Name, found <EOF>.",
        "c.graphql:1:1: Fragment 'A' is never used.",
        "c.graphql: no operation; a file holds one document, with the fragments that it spreads",
        "d.graphql:1:3: __schema: introspection is not registered; leave it out",
        "e.graphql: directives: the document has 60, the limit is 50; ask for less, or in several requests",
        "f.graphql:1:1: The 'A' definition is not executable.",
        "g.graphql:1:1: This anonymous operation must be the only defined operation.",
        "g.graphql:2:1: This anonymous operation must be the only defined operation.",
    ]
    assert read_registry(home) == {identify(COUNT): COUNT}


def test_a_place_without_documents_is_refused(home: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    done = documents(home, str(tmp_path / "empty"))
    message = f"holdfast: {tmp_path / 'empty'}: no file that ends in .graphql or .gql; nothing was registered\n"
    assert (done.returncode, done.stderr) == (1, message)
    missing = documents(home, str(tmp_path / "none.graphql"))
    assert (missing.returncode, missing.stderr) == (
        1,
        f"holdfast: No such file or directory: {tmp_path / 'none.graphql'}\n",
    )
    (tmp_path / "latin.graphql").write_bytes(b"{ \xe4 }")
    latin = documents(home, str(tmp_path / "latin.graphql"))
    assert latin.stderr == f"holdfast: {tmp_path / 'latin.graphql'}: not UTF-8 at byte 2; nothing was registered\n"
    assert not (home / FILE).exists()
