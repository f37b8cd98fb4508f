"""A contributor, and another publisher's owner, on every personal field by every way; what is denied is absent everywhere."""

import base64
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.asgi import create_application
from tests.app.conftest import Tokens, make_settings
from tests.app.people import COLUMNS, FIELDS, MASK, SIGN, publish_people, value_of

COLUMN = dict(zip(FIELDS, COLUMNS, strict=True))
FILTERED = ("companyName", "name", "email", "city", "postalCode")


@pytest.fixture
def client(home: Path, tokens: Tokens) -> Iterator[TestClient]:
    """A client whose application keeps the owner's answers to the same questions."""
    publish_people(home)
    with TestClient(create_application(make_settings(home)), base_url="https://testserver") as client:
        everything = f"{{ customers {{ nodes {{ customer {{ {' '.join(FIELDS)} }} }} }} }}"
        assert ask(client, tokens.owner, everything).text.count(SIGN) == 2 * len(FIELDS)
        yield client


def bearer(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"}


def ask(client: TestClient, token: str, query: str, **variables: Any) -> Any:
    return client.post("/graphql", json={"query": query, "variables": variables}, headers=bearer(token))


def node_id(kind: str, own_id: str) -> str:
    return base64.urlsafe_b64encode(f"{kind}:{own_id}".encode()).decode()


def ways(field: str) -> dict[str, str]:
    """Documents that read one field, each by another way."""
    one = node_id("Customer", "acme-1")
    return {
        "field": f"{{ customers {{ nodes {{ customer {{ {field} }} }} }} }}",
        "alias": f"{{ customers {{ nodes {{ customer {{ x: {field} country: {field} }} }} }} }}",
        "edge": f"{{ customers {{ edges {{ node {{ customer {{ {field} }} }} }} }} }}",
        "fragment": f"{{ customers {{ nodes {{ ...R }} }} }}"
        f" fragment R on CustomerDetail {{ customer {{ ...C }} }} fragment C on Customer {{ {field} }}",
        "inline fragment": f"{{ customers {{ nodes {{ customer {{ ... on Node {{ ... on Customer {{ {field} }} }} }} }} }} }}",
        "inline fragment without a type": f"{{ customers {{ nodes {{ customer {{ ... {{ {field} }} }} }} }} }}",
        "included": f"{{ customers {{ nodes {{ customer {{ {field} @include(if: true) @skip(if: false) }} }} }} }}",
        "one by one": f"{{ customers {{ nodes {{ customer {{ {field} offers {{ totalCount }} }} }} }} }}",
        "node": f'{{ node(id: "{one}") {{ ... on Customer {{ {field} }} }} }}',
        "nodes": f'{{ nodes(ids: ["{one}", "{one}"]) {{ ... on Customer {{ {field} }} }} }}',
        "by id": f'{{ customer(customerId: "acme-1") {{ {field} }} }}',
        "mixed": f'query A {{ customer(customerId: "acme-1") {{ {field} }} }} query B {{ viewer {{ name }} }}',
    }


def is_absent(answer: Any) -> bool:
    return SIGN not in f"{answer.text} {answer.headers}"


@pytest.mark.parametrize("field", FIELDS)
def test_a_contributor_reads_a_personal_field_in_no_way(client: TestClient, tokens: Tokens, field: str) -> None:
    for way, query in ways(field).items():
        asked = {"query": query, "operationName": "A" if way == "mixed" else None}
        shown = client.post("/graphql", json=asked, headers=bearer(tokens.owner))
        assert SIGN in shown.text, way
        for _ in range(2):
            hidden = client.post("/graphql", json=asked, headers=bearer(tokens.contributor))
            assert hidden.status_code == 200, way
            assert "errors" not in hidden.json(), way
            assert is_absent(hidden), way


@pytest.mark.parametrize("field", FIELDS)
def test_a_contributor_s_answer_is_null_or_masked(client: TestClient, tokens: Tokens, field: str) -> None:
    query = f"{{ customers(orderBy: [{{field: CUSTOMER_ID}}]) {{ nodes {{ customer {{ {field} }} }} }} }}"
    nodes = ask(client, tokens.contributor, query).json()["data"]["customers"]["nodes"]
    assert [node["customer"][field] for node in nodes] == [None, None, None, MASK]


@pytest.mark.parametrize("field", FIELDS)
def test_a_contributor_is_not_sent_the_owner_s_answer_by_its_tag(
    client: TestClient, tokens: Tokens, field: str
) -> None:
    asked = {"query": ways(field)["field"]}
    tag = client.get("/graphql", params=asked, headers=bearer(tokens.owner)).headers["etag"]
    answer = client.get("/graphql", params=asked, headers={**bearer(tokens.contributor), "if-none-match": tag})
    assert (answer.status_code, is_absent(answer)) == (200, True)
    assert answer.headers["etag"] != tag


@pytest.mark.parametrize("field", FILTERED)
@pytest.mark.parametrize("shape", ["in", "contains", "startsWith"])
def test_a_contributor_filters_by_nobody(client: TestClient, tokens: Tokens, field: str, shape: str) -> None:
    value = value_of(COLUMN.get(field, "first_name"), "acme")
    chosen = {field: {shape: [value] if shape == "in" else value}}
    documents = (
        "query($f: CustomerFilter) { customers(filter: $f) { totalCount nodes { customer { customerId } } } }",
        "query($f: CustomerFilter) { customerDashboard(filter: $f) { summary { total } } }",
        "query($f: CustomerFilter) { customerDashboard(filter: $f) { filterOptions { countries } } }",
        "query($f: CustomerFilter) { a: customers(filter: $f) { totalCount } dataset { customers } }",
    )
    for query in documents:
        assert "errors" not in ask(client, tokens.owner, query, f=chosen).json()
        refused = ask(client, tokens.contributor, query, f=chosen)
        assert {error["extensions"]["code"] for error in refused.json()["errors"]} == {"FORBIDDEN_FIELD"}
        assert refused.json()["data"] is None
        assert is_absent(refused)
        assert "acme-" not in refused.text


@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("direction", ["ASC", "DESC"])
def test_a_contributor_sorts_by_nobody(client: TestClient, tokens: Tokens, column: str, direction: str) -> None:
    order = f"orderBy: [{{field: {column.upper()}, direction: {direction}}}]"
    lists = (
        f"{{ customers({order}) {{ nodes {{ customer {{ customerId }} }} }} }}",
        f'{{ offer(offerId: "acme-offer") {{ retention {{ customers({order}) {{ totalCount }} }} }} }}',
        f'{{ offer(offerId: "acme-offer") {{ retention {{ details({order}) {{ totalCount }} }} }} }}',
    )
    for query in lists:
        assert "errors" not in ask(client, tokens.owner, query).json()
        refused = ask(client, tokens.contributor, query)
        assert {error["extensions"]["code"] for error in refused.json()["errors"]} == {"FORBIDDEN_FIELD"}
        assert is_absent(refused)
        assert "acme-1" not in refused.text


@pytest.mark.parametrize("token", ["owner", "contributor"])
def test_a_search_finds_nobody(client: TestClient, tokens: Tokens, token: str) -> None:
    listed = ["countries", "states", "languages", "subscriptionIds"]
    searched = " ".join(f'{name}(search: "{SIGN.lower()}")' for name in listed)
    offers = f'offers(search: "{SIGN}") {{ name }} plans(search: "{SIGN}") {{ name }}'
    query = f'{{ offers(filter: {{search: "{SIGN}"}}) {{ totalCount }} customerDashboard {{ filterOptions {{ {searched} {offers} }} }} }}'
    found = ask(client, getattr(tokens, token), query).json()["data"]
    assert found["offers"] == {"totalCount": 0}
    assert found["customerDashboard"]["filterOptions"] == {name: [] for name in (*listed, "offers", "plans")}


def test_errors_and_log_lines_hold_nobody(client: TestClient, tokens: Tokens, caplog: pytest.LogCaptureFixture) -> None:
    value = value_of("email", "acme")
    documents = (
        f'{{ customers(after: "{value}") {{ totalCount }} }}',
        f'{{ node(id: "{value}") {{ id }} }}',
        f'{{ customers(filter: {{email: {{contains: "{value}"}}}}) {{ totalCount }} }}',
        f'{{ customers(filter: {{email: {{contains: "{value}"}}}}, first: 0) {{ totalCount }} }}',
    )
    with caplog.at_level("DEBUG", "holdfast"):
        for query in documents:
            for token in (tokens.owner, tokens.contributor):
                posted = ask(client, token, query)
                got = client.get("/graphql", params={"query": query}, headers=bearer(token))
                assert is_absent(posted), query
                assert is_absent(got), query
    told = [record.getMessage() for record in caplog.records]
    assert len([line for line in told if "/graphql 200" in line]) == 2 * 2 * len(documents)
    assert SIGN not in caplog.text


def test_ids_of_another_publisher_are_unknown_ones(client: TestClient, tokens: Tokens) -> None:
    profile = f"customerId {' '.join(FIELDS)}"
    customer, offer = node_id("Customer", "acme-1"), node_id("Offer", "acme-offer")
    query = f"""{{
        customer(customerId: "acme-1") {{ {profile} }} offer(offerId: "acme-offer") {{ name }}
        node(id: "{customer}") {{ id }} nodes(ids: ["{offer}", "{customer}"]) {{ id }}
        customers(filter: {{customerId: ["acme-1"]}}) {{ totalCount nodes {{ customer {{ {profile} }} }} }}
        offers(filter: {{offerId: ["acme-offer"]}}) {{ totalCount }}
        customerDashboard {{ ordersByPlan(customerId: "acme-1") {{ total }} }}
    }}"""
    foreign = ask(client, tokens.other, query)
    unknown = ask(client, tokens.other, query.replace("acme-", "nobody-"))
    assert foreign.json()["data"] == {
        "customer": None,
        "offer": None,
        "node": None,
        "nodes": [None, None],
        "customers": {"totalCount": 0, "nodes": []},
        "offers": {"totalCount": 0},
        "customerDashboard": {"ordersByPlan": {"total": 0}},
    }
    assert foreign.json()["data"] == unknown.json()["data"] | {"nodes": [None, None]}
    assert is_absent(foreign)


def test_a_cursor_of_another_publisher_reads_like_garbage(client: TestClient, tokens: Tokens) -> None:
    query = "query($after: String) { customers(first: 1, after: $after) { pageInfo { endCursor } nodes { customer { customerId city } } } }"
    cursor = ask(client, tokens.owner, query).json()["data"]["customers"]["pageInfo"]["endCursor"]
    assert "errors" not in ask(client, tokens.owner, query, after=cursor).json()
    foreign = ask(client, tokens.other, query, after=cursor)
    garbage = ask(client, tokens.other, query, after="garbage")
    assert foreign.json()["data"] is garbage.json()["data"] is None
    assert foreign.json()["errors"] == garbage.json()["errors"]
    assert [error["extensions"]["code"] for error in foreign.json()["errors"]] == ["BAD_CURSOR"]
    assert is_absent(foreign)
    assert "acme" not in foreign.text
