"""The service over HTTP: who may ask, what is negotiated, and how refusals read."""

import asyncio
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app.asgi import create_application
from app.clock import now
from app.reconciliation import ready_records
from app.settings import Settings
from db.records.tokens import list_tokens, revoke_token
from domain.scope import Role, TokenRole
from resolvers.assembly import sdl
from tests.app.conftest import FAR, Tokens, answered, make_settings, make_token, write_parts
from tests.parts import make_view

GRAPHQL = "application/graphql-response+json"
VIEWER = "{ viewer { name role publisher { publisherId name timeZone } } }"
NO_TOKEN = "no token: send `Authorization: Bearer hf_...`; `./holdfast token create` makes one"
BAD_TOKEN = "the token is unknown, expired or revoked; `./holdfast token create` makes another"


def bearer(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"}


def refusal(code: str, message: str) -> dict[str, object]:
    return {"errors": [{"message": message, "extensions": {"code": code}}]}


def test_a_token_answers_for_its_publisher_and_role(client: TestClient, tokens: Tokens) -> None:
    answer = client.post("/graphql", json={"query": VIEWER}, headers=bearer(tokens.owner))
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json; charset=utf-8"
    publisher = {"publisherId": "acme", "name": "Acme Oy", "timeZone": "Europe/Helsinki"}
    assert answered(answer) == {"data": {"viewer": {"name": "tester", "role": "OWNER", "publisher": publisher}}}
    answer = client.post("/graphql", json={"query": "{viewer{role}}"}, headers=bearer(tokens.contributor))
    assert answered(answer) == {"data": {"viewer": {"role": "CONTRIBUTOR"}}}
    answer = client.post("/graphql", json={"query": "{viewer{publisher{name}}}"}, headers=bearer(tokens.other))
    assert answered(answer) == {"data": {"viewer": {"publisher": {"name": "Beta Ltd"}}}}


@pytest.mark.parametrize(
    ("header", "message"),
    [
        (None, NO_TOKEN),
        ("Basic YTpi", NO_TOKEN),
        ("Bearer", BAD_TOKEN),
        ("Bearer hf_unknown", BAD_TOKEN),
        ("Bearer nonsense", BAD_TOKEN),
    ],
)
@pytest.mark.parametrize("path", ["/graphql?query={__typename}", "/schema.graphql", "/session"])
def test_without_a_valid_token_nothing_is_answered(
    client: TestClient, header: str | None, message: str, path: str
) -> None:
    answer = client.get(path, headers={"authorization": header} if header else {})
    assert answer.status_code == 401
    assert answer.json() == refusal("UNAUTHENTICATED", message)
    assert answer.headers["www-authenticate"] == 'Bearer realm="holdfast"'
    assert answer.headers["cache-control"] == "no-store"


def test_an_expired_token_is_refused(client: TestClient, tokens: Tokens) -> None:
    answer = client.get("/graphql?query={__typename}", headers=bearer(tokens.expired))
    assert (answer.status_code, answer.json()) == (401, refusal("UNAUTHENTICATED", BAD_TOKEN))


def test_a_revoked_token_is_refused_at_once(client: TestClient, tokens: Tokens, settings: Settings) -> None:
    async def revoke() -> None:
        async with ready_records(settings) as records:
            (row,) = [row for row in await list_tokens(records) if row.role is TokenRole.CONTRIBUTOR]
            await revoke_token(records, row.id, now())

    assert client.get("/graphql?query={__typename}", headers=bearer(tokens.contributor)).status_code == 200
    asyncio.run(revoke())
    assert client.get("/graphql?query={__typename}", headers=bearer(tokens.contributor)).status_code == 401
    assert client.get("/graphql?query={__typename}", headers=bearer(tokens.owner)).status_code == 200


def test_a_token_made_while_serving_is_known(client: TestClient, settings: Settings) -> None:
    assert client.get("/healthz").status_code == 200
    _, token = asyncio.run(make_token(settings, "acme", Role.OWNER, FAR))
    assert answered(client.get("/graphql?query={__typename}", headers=bearer(token))) == {
        "data": {"__typename": "Query"}
    }


def test_a_publisher_that_was_not_built_is_told_so(client: TestClient, tokens: Tokens) -> None:
    answer = client.post("/graphql", json={"query": VIEWER}, headers=bearer(tokens.unbuilt))
    assert answer.status_code == 503
    message = "nothing is built for publisher gamma yet; load its reports and run `./holdfast build`"
    assert answer.json() == refusal("NOT_FOUND", message)


def test_another_media_type_is_not_acceptable(client: TestClient, tokens: Tokens) -> None:
    headers = {**bearer(tokens.owner), "accept": "text/csv"}
    answer = client.post("/graphql", json={"query": VIEWER}, headers=headers)
    assert answer.status_code == 406
    assert answer.json() == refusal("BAD_INPUT", f"accept: takes {GRAPHQL} or application/json")


@pytest.mark.parametrize(
    "body",
    [
        {"query": "{"},
        {"query": "{ nothing }"},
        {"query": "query($id: String!) { offer(offerId: $id) { name } }"},
        {"query": "query A {__typename} query B {__typename}"},
        {"query": "query A {__typename}", "operationName": "B"},
    ],
)
def test_a_refused_document_has_no_data(client: TestClient, tokens: Tokens, body: dict[str, str]) -> None:
    answer = client.post("/graphql", json=body, headers={**bearer(tokens.owner), "accept": GRAPHQL})
    assert answer.status_code == 400
    assert answer.headers["content-type"] == f"{GRAPHQL}; charset=utf-8"
    assert list(answer.json()) == ["errors"]
    assert answer.json()["errors"][0]["extensions"]["code"] == "BAD_INPUT"
    plain = client.post("/graphql", json=body, headers=bearer(tokens.owner))
    assert plain.status_code == 200
    assert plain.json() == answer.json()


def test_an_operation_is_chosen_by_name(client: TestClient, tokens: Tokens) -> None:
    body = {"query": "query A {a: __typename} query B {b: __typename}", "operationName": "B"}
    answer = client.post("/graphql", json=body, headers=bearer(tokens.owner))
    assert answered(answer) == {"data": {"b": "Query"}}


@pytest.mark.parametrize("empty", [None, {}])
def test_null_parameters_are_none(client: TestClient, tokens: Tokens, empty: object) -> None:
    body = {"query": "{__typename}", "variables": empty, "extensions": empty, "operationName": None}
    answer = client.post("/graphql", json=body, headers=bearer(tokens.owner))
    assert answered(answer) == {"data": {"__typename": "Query"}}


@pytest.mark.parametrize(
    ("body", "status", "message"),
    [
        (b"", 400, "the body: not JSON"),
        (b"{", 400, "the body: not JSON"),
        (b"[]", 400, "the body: takes one JSON object; several operations are several requests"),
        (b"{}", 400, "query: missing; send a GraphQL document as text"),
        (b'{"query": 1}', 400, "query: missing; send a GraphQL document as text"),
        (b'{"query": "{a}", "operationName": 1}', 400, "operationName: takes text or null"),
        (b'{"query": "{a}", "variables": []}', 400, "variables: takes a JSON object or null"),
        (b'{"query": "{a}", "variables": "{}"}', 400, "variables: takes a JSON object or null"),
        (b'{"query": "{a}", "extensions": 0}', 400, "extensions: takes a JSON object or null"),
        (b'"' + b"x" * 1_000_001 + b'"', 413, "the body: larger than 1000000 bytes"),
    ],
)
@pytest.mark.parametrize("accept", [GRAPHQL, "application/json"])
def test_a_malformed_request_is_refused(
    client: TestClient, tokens: Tokens, body: bytes, status: int, message: str, accept: str
) -> None:
    headers = {**bearer(tokens.owner), "content-type": "application/json", "accept": accept}
    answer = client.post("/graphql", content=body, headers=headers)
    assert answer.status_code == status
    assert answer.headers["content-type"] == f"{accept}; charset=utf-8"
    assert answer.json()["errors"][0]["message"].startswith(message)


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "application/json; charset=utf-16", ""]
)
def test_a_body_that_is_not_declared_as_json_is_refused(client: TestClient, tokens: Tokens, kind: str) -> None:
    headers = {**bearer(tokens.owner), "content-type": kind}
    answer = client.post("/graphql", content=b'{"query": "{__typename}"}', headers=headers)
    assert answer.status_code == 415
    assert answer.json() == refusal("BAD_INPUT", "content-type: takes application/json in UTF-8")


def test_get_takes_a_query_with_variables(client: TestClient, tokens: Tokens) -> None:
    parameters = {
        "query": "query($id: String!) { offer(offerId: $id) { name } }",
        "variables": '{"id": "none"}',
        "extensions": "{}",
        "operationName": "",
    }
    answer = client.get("/graphql", params=parameters, headers=bearer(tokens.owner))
    assert (answer.status_code, answered(answer)) == (200, {"data": {"offer": None}})


def test_get_with_broken_variables_is_refused(client: TestClient, tokens: Tokens) -> None:
    answer = client.get("/graphql?query={__typename}&variables={", headers=bearer(tokens.owner))
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["message"].startswith("variables: not JSON")


def test_get_takes_no_mutation(client: TestClient, tokens: Tokens) -> None:
    answer = client.get("/graphql?query=mutation{a}", headers=bearer(tokens.owner))
    assert answer.status_code == 405
    assert answer.headers["allow"] == "POST"


def test_get_without_a_query_is_refused(client: TestClient, tokens: Tokens) -> None:
    answer = client.get("/graphql", headers=bearer(tokens.owner))
    message = "query: missing; send a GraphQL document as text"
    assert (answer.status_code, answer.json()) == (400, refusal("BAD_INPUT", message))


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_other_methods_are_refused(client: TestClient, tokens: Tokens, method: str) -> None:
    answer = client.request(method, "/graphql", headers=bearer(tokens.owner))
    assert (answer.status_code, answer.json()) == (405, refusal("BAD_INPUT", "method not allowed"))


def test_an_unknown_path_is_refused_in_the_same_shape(client: TestClient) -> None:
    answer = client.get("/nothing")
    assert (answer.status_code, answer.json()) == (404, refusal("NOT_FOUND", "not found"))


def test_the_schema_needs_a_token(client: TestClient, tokens: Tokens) -> None:
    answer = client.get("/schema.graphql", headers=bearer(tokens.contributor))
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.text == sdl()


def test_open_introspection_answers_nothing_else_without_a_token(home: Path) -> None:
    settings = make_settings(home, introspection="open")
    with TestClient(create_application(settings)) as client:
        assert client.get("/schema.graphql").text == sdl()
        asked = client.post("/graphql", json={"query": "{ __schema { queryType { name } } }"})
        assert asked.json() == {"data": {"__schema": {"queryType": {"name": "Query"}}}}
        for query in ("{ viewer { name } }", "{ __typename ...A } fragment A on Query { viewer { name } }", "{"):
            answer = client.post("/graphql", json={"query": query})
            assert answer.status_code == 401
            message = "without a token only introspection is answered; send `Authorization: Bearer hf_...`"
            assert answer.json() == refusal("UNAUTHENTICATED", message)


def test_every_answer_is_strict_and_has_an_id(client: TestClient) -> None:
    for path in ("/", "/graphql", "/nothing", "/healthz"):
        headers = client.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["strict-transport-security"] == "max-age=31536000"
        assert "default-src" in headers["content-security-policy"]
        assert len(headers["x-request-id"]) == 16


def test_answers_vary_by_who_asks_and_how(client: TestClient, tokens: Tokens) -> None:
    answer = client.post("/graphql", json={"query": VIEWER}, headers=bearer(tokens.owner))
    assert answer.headers["vary"] == "Accept, Accept-Encoding, Authorization, Cookie"
    assert answer.headers["cache-control"] == "no-store"


def test_the_process_is_healthy_and_ready(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ready", "snapshot": "2024-08-31T00-00-00Z"})


def test_before_the_first_build_the_process_is_not_ready(tmp_path: Path) -> None:
    with TestClient(create_application(make_settings(tmp_path / "new"))) as client:
        assert client.get("/healthz").status_code == 200
        answer = client.get("/readyz")
        assert answer.status_code == 503
        assert answer.json() == {"status": "no snapshot; load reports and run `./holdfast build`"}


def test_a_new_snapshot_is_taken_up_without_a_restart(client: TestClient, tokens: Tokens, home: Path) -> None:
    asked = {"query": "{ dataset { snapshot customers } }"}
    before = client.post("/graphql", json=asked, headers=bearer(tokens.owner)).json()
    assert before["data"]["dataset"] == {"snapshot": "2024-08-31T00-00-00Z", "customers": 1}
    view = make_view(home, write_parts(home, "part-2"))
    store = view.house.snapshots
    (home / "snapshots" / "2024-09-01T00-00-00Z.json").write_bytes(
        (home / "snapshots" / "2024-08-31T00-00-00Z.json")
        .read_bytes()
        .replace(b'"version": "2024-08-31T00-00-00Z"', b'"version": "2024-09-01T00-00-00Z"')
    )
    store.switch("2024-09-01T00-00-00Z")
    view.house.warehouse.close()
    after = client.post("/graphql", json=asked, headers=bearer(tokens.owner)).json()
    assert after["data"]["dataset"] == {"snapshot": "2024-09-01T00-00-00Z", "customers": 1}


def test_a_request_has_a_deadline(home: Path, tokens: Tokens) -> None:
    with TestClient(create_application(make_settings(home, request_seconds=0.000001))) as client:
        answer = client.post("/graphql", json={"query": "{ dataset { customers } }"}, headers=bearer(tokens.owner))
        assert answer.status_code == 504
        assert answer.json() == refusal("TIMEOUT", "no answer within 1e-06 seconds; ask for less at once")


def test_what_nobody_foresaw_is_told_by_an_id_alone(
    settings: Settings, tokens: Tokens, home: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (home / "snapshots" / "2024-08-31T00-00-00Z.json").write_text("{ broken")
    with TestClient(create_application(settings), raise_server_exceptions=False) as client:
        answer = client.post("/graphql", json={"query": VIEWER}, headers=bearer(tokens.owner))
    request_id = answer.headers["x-request-id"]
    assert answer.status_code == 500
    assert answer.headers["x-content-type-options"] == "nosniff"
    extensions = {"code": "INTERNAL", "requestId": request_id}
    message = f"something failed here; report request {request_id}"
    assert answer.json() == {"errors": [{"message": message, "extensions": extensions}]}
    assert f"POST /graphql failed, request {request_id}" in caplog.text
    assert "JSONDecodeError" in caplog.text


def test_the_log_names_the_path_without_its_query(
    client: TestClient, tokens: Tokens, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("INFO", "holdfast.access"):
        client.get("/graphql?query={__typename}&variables={%22id%22:1}", headers=bearer(tokens.owner))
    (line,) = [record.getMessage() for record in caplog.records if record.name == "holdfast.access"]
    assert line.startswith("GET /graphql 200 ")
    assert "variables" not in line


def test_records_may_be_in_postgresql(home: Path, postgres_server: str) -> None:
    settings = make_settings(home, database=postgres_server)
    _, token = asyncio.run(make_token(settings, "acme", Role.OWNER, FAR))
    with TestClient(create_application(settings), base_url="https://testserver") as client:
        assert client.get("/readyz").status_code == 200
        answer = client.post("/graphql", json={"query": "{viewer{publisher{name}}}"}, headers=bearer(token))
        assert answered(answer) == {"data": {"viewer": {"publisher": {"name": "Acme Oy"}}}}
        assert client.post("/session", json={"token": token}).status_code == 201
        own = {"sec-fetch-site": "same-origin"}
        assert client.get("/session", headers=own).json()["role"] == "OWNER"
        assert client.delete("/session", headers=own).status_code == 204
        assert client.get("/graphql?query={__typename}", headers=bearer("hf_unknown")).status_code == 401


def test_without_its_records_the_process_is_not_ready(home: Path, settings: Settings) -> None:
    with TestClient(create_application(settings)) as client:
        (home / "records.sqlite").write_bytes(b"not a database, and longer than a header of one hundred bytes" * 9)
        answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json() == {"status": "the service records cannot be read; run `./holdfast doctor`"}
