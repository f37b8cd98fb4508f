"""What scanners of GraphQL services look for, check by check: nothing is found without a token, nor in trusted mode."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.asgi import create_application
from app.trusted import identify, write_registry
from tests.app.conftest import Tokens, make_settings

Check = Callable[[TestClient, dict[str, str]], bool]
"""Whether something is found, asking with these headers."""
REGISTERED = "query Registered { viewer { role } }"
PLACES = ("/graphql", "/graphiql", "/playground", "/console", "/graphql/console", "/altair", "/voyager", "/")
PAGES = ("graphiql", "playground", "altair", "voyager", "graphql ide")


def post(client: TestClient, headers: dict[str, str], body: Any) -> Any:
    return client.post("/graphql", json=body, headers=headers)


def answer_of(client: TestClient, headers: dict[str, str], query: str) -> dict[str, Any]:
    answer = post(client, headers, {"query": query, "operationName": "cop"}).json()
    assert isinstance(answer, dict)
    return answer


def has_data(answer: Any) -> bool:
    return isinstance(answer, dict) and bool(answer.get("data"))


def overloads_aliases(client: TestClient, headers: dict[str, str]) -> bool:
    aliases = " ".join(f"alias{number}: __typename" for number in range(101))
    return "alias100" in (answer_of(client, headers, f"query cop {{ {aliases} }}").get("data") or {})


def overloads_batches(client: TestClient, headers: dict[str, str]) -> bool:
    answer = post(client, headers, [{"query": "query cop { __typename }", "operationName": "cop"}] * 10).json()
    return isinstance(answer, list) and len(answer) >= 10


def overloads_directives(client: TestClient, headers: dict[str, str]) -> bool:
    answer = answer_of(client, headers, "query cop { __typename " + "@aa" * 10 + " }")
    return len(answer.get("errors", [])) == 10


def duplicates_fields(client: TestClient, headers: dict[str, str]) -> bool:
    return has_data(answer_of(client, headers, "query cop { " + "__typename " * 500 + "}"))


def circles_through_introspection(client: TestClient, headers: dict[str, str]) -> bool:
    query = "query cop { __schema { types { fields { type { fields { type { fields { type { fields { type { name } } } } } } } } } } }"
    return has_data(answer_of(client, headers, query))


def circles_through_fragments(client: TestClient, headers: dict[str, str]) -> bool:
    query = "query cop { ...A } fragment A on Query { __typename ...B } fragment B on Query { __typename ...A }"
    answer = post(client, headers, {"query": query})
    return answer.status_code >= 500 or has_data(answer.json())


def introspects(client: TestClient, headers: dict[str, str]) -> bool:
    answer = answer_of(client, headers, "query cop { __schema { types { name fields { name } } } }")
    return bool((answer.get("data") or {}).get("__schema"))


def suggests(client: TestClient, headers: dict[str, str]) -> bool:
    asked = (
        "query cop { datase { customers } }",
        "query cop { __schema { directive } }",
        'query cop { offer(offerI: "a") { name } }',
    )
    return any("did you mean" in str(answer_of(client, headers, query)).lower() for query in asked)


def mutates_by_get(client: TestClient, headers: dict[str, str]) -> bool:
    answer = client.get("/graphql", params={"query": "mutation cop { __typename }"}, headers=headers)
    return has_data(answer.json())


def queries_by_get(client: TestClient, headers: dict[str, str]) -> bool:
    return has_data(client.get("/graphql", params={"query": "query cop { __typename }"}, headers=headers).json())


def takes_forms(client: TestClient, headers: dict[str, str]) -> bool:
    answer = client.post("/graphql", data={"query": "query cop { __typename }"}, headers=headers)
    return has_data(answer.json())


def traces(client: TestClient, headers: dict[str, str]) -> bool:
    answer = str(answer_of(client, {**headers, "x-apollo-tracing": "1"}, "query cop { __typename }")).lower()
    return any(word in answer for word in ("tracing", "debug", "stacktrace", "traceback"))


def shows_an_ide(client: TestClient, headers: dict[str, str]) -> bool:
    pages = (client.get(place, headers={**headers, "accept": "text/html"}).text.lower() for place in PLACES)
    return any(word in page for page in pages for word in PAGES if "graphiql is not served" not in page)


def leaks_errors(client: TestClient, headers: dict[str, str]) -> bool:
    for query in ("qwerty cop { abc }", "", "query cop {", "\0", '{ offer(offerId: "\\u0000") { name } }'):
        answer = post(client, headers, {"query": query})
        words = ("exception", "traceback", "stack", "internal", ".py")
        if answer.status_code >= 500 or any(word in answer.text.lower() for word in words):
            return True
    return False


CHECKS: list[Check] = [
    overloads_aliases, overloads_batches, overloads_directives, duplicates_fields, circles_through_introspection,
    circles_through_fragments, introspects, suggests, mutates_by_get, queries_by_get, takes_forms, traces, shows_an_ide,
    leaks_errors,
]  # fmt: skip


@pytest.fixture
def trusted(home: Path) -> Iterator[TestClient]:
    write_registry(home, {identify(REGISTERED): REGISTERED})
    settings = make_settings(home, documents="trusted", introspection="open")
    with TestClient(create_application(settings), base_url="https://testserver") as client:
        yield client


def bearer(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"}


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_without_a_token_nothing_is_found(client: TestClient, check: Check) -> None:
    assert not check(client, {})


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
@pytest.mark.parametrize("signed_in", [False, True])
def test_in_trusted_mode_nothing_is_found(trusted: TestClient, tokens: Tokens, check: Check, signed_in: bool) -> None:
    headers = bearer(tokens.owner) if signed_in else {}
    assert not check(trusted, headers)
    # it is there, and answers what it should
    answer = post(trusted, bearer(tokens.owner), {"documentId": identify(REGISTERED)})
    assert answer.json()["data"] == {"viewer": {"role": "OWNER"}}


@pytest.mark.parametrize(
    ("check", "found"),
    [
        (overloads_aliases, False),
        (overloads_batches, False),
        (overloads_directives, True),
        (duplicates_fields, False),
        (circles_through_introspection, False),
        (circles_through_fragments, False),
        (introspects, True),
        (suggests, True),
        (mutates_by_get, False),
        (queries_by_get, True),
        (takes_forms, False),
        (traces, False),
        (leaks_errors, False),
    ],
)
def test_with_a_token_the_checks_see_what_a_signed_in_developer_may(
    client: TestClient, tokens: Tokens, check: Check, found: bool
) -> None:
    """The checks can find something: they do where it is meant to be there."""
    assert check(client, bearer(tokens.owner)) is found


def test_open_introspection_suggests_nothing(home: Path, tokens: Tokens) -> None:
    (home / "pages").mkdir()
    for name in ("index", "graphiql"):
        (home / "pages" / f"{name}.html").write_text(f"<title>{name}</title>")
    with TestClient(create_application(make_settings(home, introspection="open"))) as client:
        answer = post(client, {}, {"query": "{ __schema { directive } }"}).json()
        assert [error["message"] for error in answer["errors"]] == [
            "Cannot query field 'directive' on type '__Schema'."
        ]
        assert not suggests(client, {})
        assert suggests(client, bearer(tokens.owner))
        assert shows_an_ide(client, {})
