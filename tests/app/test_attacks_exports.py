"""Attacks on exports and downloads, and what logs, spans and metrics tell of whoever attacks: nobody's value, no token."""

from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import httpx2
import pytest
from starlette.testclient import TestClient

from app.asgi import create_application
from tests.app.conftest import Tokens, make_settings
from tests.app.people import COLUMNS, FIELDS, SIGN, publish_people, value_of
from tests.app.receiver import Receiver, receiving
from tests.app.served import address, serving
from tests.services.exports.reading import read_bytes

REQUEST = """mutation($input: RequestExportInput!) {
    requestExport(input: $input) { export { id downloadUrl status } errors { code message } }
}"""
OFFER = {"offerId": "acme-offer"}
REPORTS: dict[str, dict[str, str]] = {
    "CUSTOMER_DETAILS": {},
    "LEADERBOARD": {},
    "RETENTION_DETAILS": OFFER,
    "RETENTION_CUSTOMERS": OFFER,
}
"""Those about customers, with what they need."""
FILTERED = ("companyName", "name", "email", "city", "postalCode")
OTHER_SITE = {"sec-fetch-site": "cross-site"}


@pytest.fixture
def client(home: Path) -> Iterator[TestClient]:
    """A client of a home with people in it."""
    publish_people(home)
    with TestClient(create_application(make_settings(home)), base_url="https://testserver") as client:
        yield client


def bearer(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"}


def request_export(client: Any, token: str, **given: Any) -> dict[str, Any]:
    asked = {"query": REQUEST, "variables": {"input": given}}
    payload: dict[str, Any] = client.post("/graphql", json=asked, headers=bearer(token)).json()["data"]["requestExport"]
    return payload


def export_all(client: Any, token: str) -> str:
    """Where the file of all customers is."""
    found = request_export(client, token, report="CUSTOMER_DETAILS")["export"]
    assert found["status"] == "READY"
    return str(found["downloadUrl"])


@pytest.mark.parametrize(("report", "kind"), list(product(REPORTS, ("CSV", "TSV", "PARQUET", "XLSX"))))
def test_a_contributor_s_file_shows_nobody(
    client: TestClient, tokens: Tokens, report: str, kind: str, tmp_path: Path
) -> None:
    for token in (tokens.owner, tokens.contributor):
        made = request_export(client, token, report=report, format=kind, **REPORTS[report])
        assert made["errors"] == []
        file = tmp_path / "file"
        file.write_bytes(client.get(made["export"]["downloadUrl"], headers=bearer(token)).content)
        shown = SIGN.encode() in read_bytes(file)
        # nobody used the offer and nobody ordered: those files have no rows
        assert shown == (token == tokens.owner and report == "CUSTOMER_DETAILS")


@pytest.mark.parametrize("field", FILTERED)
def test_a_contributor_exports_nobody_in_particular(client: TestClient, tokens: Tokens, field: str) -> None:
    value = value_of(dict(zip(FIELDS, COLUMNS, strict=True)).get(field, "first_name"), "acme")
    for shape in ("in", "contains", "startsWith"):
        chosen = {field: {shape: [value] if shape == "in" else value}}
        for report in ("CUSTOMER_DETAILS", "CUSTOMER_TREND", "GEOGRAPHY", "LEADERBOARD"):
            assert request_export(client, tokens.owner, report=report, filter=chosen)["errors"] == []
            refused = request_export(client, tokens.contributor, report=report, filter=chosen)
            assert (refused["export"], [each["code"] for each in refused["errors"]]) == (None, ["FORBIDDEN_FIELD"])
            assert SIGN not in str(refused)


@pytest.mark.parametrize("column", COLUMNS)
def test_a_contributor_s_file_is_sorted_by_nobody(client: TestClient, tokens: Tokens, column: str) -> None:
    for report in ("CUSTOMER_DETAILS", "RETENTION_DETAILS", "RETENTION_CUSTOMERS"):
        given = {"report": report, "orderBy": [{"field": column.upper()}], **REPORTS[report]}
        assert request_export(client, tokens.owner, **given)["errors"] == []
        refused = request_export(client, tokens.contributor, **given)
        assert (refused["export"], [each["code"] for each in refused["errors"]]) == (None, ["FORBIDDEN_FIELD"])


def test_a_file_is_given_to_nobody_else(client: TestClient, tokens: Tokens) -> None:
    place = export_all(client, tokens.owner)
    session = client.post("/session", json={"token": tokens.owner}, headers={"sec-fetch-site": "same-origin"})
    cookie = session.headers["set-cookie"].partition(";")[0]
    client.cookies.clear()
    assert SIGN in client.get(place, headers=bearer(tokens.owner)).text
    own = {"cookie": cookie, "sec-fetch-site": "same-origin"}
    assert SIGN in client.get(place, headers=own).text
    attempts: list[tuple[int, dict[str, str]]] = [
        (401, {}),
        (401, bearer("hf_garbage")),
        (401, bearer(tokens.expired)),
        (401, {"cookie": cookie}),
        (401, {"cookie": cookie, **OTHER_SITE}),
        (404, bearer(tokens.contributor)),
        (404, bearer(tokens.other)),
    ]
    for (status, headers), more in product(attempts, ({}, {"range": "bytes=0-99"}, {"if-none-match": "*"})):
        answer = client.get(place, headers={**headers, **more})
        assert answer.status_code == status, headers
        assert list(answer.json()) == ["errors"]
        shown = f"{answer.text} {answer.headers}"
        for absent in (SIGN, "acme", "etag", "content-disposition", "repr-digest", "content-range"):
            assert absent not in shown
        assert client.head(place, headers={**headers, **more}).status_code == status


@pytest.mark.parametrize("path", ["..%2F..%2Frecords.sqlite", "%00", "acme", "*", "a" * 3000, "' OR 1=1 --"])
def test_a_path_leads_to_no_other_file(client: TestClient, tokens: Tokens, path: str) -> None:
    export_all(client, tokens.owner)
    answer = client.get(f"/downloads/{path}", headers=bearer(tokens.owner))
    assert (answer.status_code, SIGN in answer.text) == (404, False)


def test_logs_spans_and_metrics_tell_of_nobody(home: Path, tokens: Tokens) -> None:
    """Everything that was tried above and fails, on a real server that tells all it ever tells."""
    publish_people(home)
    value = value_of("email", "acme")
    person = {"email": {"contains": value}}
    with (
        receiving() as receiver,
        serving(home, LOGS="json", METRICS="open", TRACES=receiver) as (first,),
        httpx2.Client(base_url=address(first), timeout=60) as client,
    ):
        place = export_all(client, tokens.owner)
        assert SIGN in client.get(place, headers=bearer(tokens.owner)).text
        for token in (tokens.owner, tokens.contributor, tokens.other, tokens.expired, "hf_garbage"):
            for query in (
                "query Find($f: CustomerFilter) { customers(filter: $f) { nodes { customer { email } } } }",
                f'{{ customers(after: "{value}") {{ totalCount }} }}',
                f'{{ nothing(email: "{value}") }}',
                f'query {{ customers(filter: {{email: {{contains: "{value}"}}}}, first: 0) {{ totalCount }} }}',
                REQUEST,
            ):
                variables = {"f": person, "input": {"report": "CUSTOMER_DETAILS", "filter": person}}
                asked = {"query": query, "variables": variables}
                client.post("/graphql", json=asked, headers=bearer(token))
                client.get("/graphql", params={"query": query}, headers=bearer(token))
            client.get(f"{place}?email={value}", headers=bearer(token))
        metrics = client.get("/metrics").text
    assert 'holdfast_requests_total{operation="Find",route="/graphql",status="2xx"} 6.0' in metrics
    assert 'route="/downloads"' in metrics
    log = (home.parent / "server.log").read_text()
    assert log.count('"path":"/graphql"') == 51
    spans = b"".join(Receiver.bodies).decode(errors="replace")
    assert "query Find" in spans
    for told in (metrics, log, spans):
        for absent in (tokens.owner, tokens.contributor, tokens.other, tokens.expired, "hf_", SIGN, "tester"):
            assert absent not in told
