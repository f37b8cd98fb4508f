"""Questions made to be expensive: each is refused with a code, before it costs anything."""

import statistics
from collections.abc import Callable
from time import process_time
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.limits.measuring import Measuring
from app.questions import GraphQLRequest
from domain.errors import HoldfastError
from resolvers.assembly import DOCUMENT_TOKENS
from tests.app.conftest import Tokens
from tests.app.limits.asking import LIMITS, ask, bearer, refused

ALIASES = "{" + " ".join(f"a{number}: __typename" for number in range(10_000)) + "}"
SOME_ALIASES = "{" + " ".join(f"a{number}: __typename" for number in range(1_000)) + "}"
DEEP = "{ node(id: 1) " + "{ ... on Offer { plans { offer " * 125 + "{ name }" + "} } }" * 125 + "}"
DIRECTIVES = "{ __typename " + "@include(if: true) " * 500 + "}"
UNKNOWN_DIRECTIVES = "{ __typename " + "@aa" * 900 + "}"
CYCLE = "{ ...A } fragment A on Query { ...B } fragment B on Query { ...C } fragment C on Query { ...A __typename }"
DEEP_CYCLE = (
    "{ customers { nodes { customer { ...A } } } } fragment A on Customer { offers { nodes { plans { offer { ...B } } } } }"
    + (" fragment B on Offer { retention { customers { nodes { customer { ...A } } } } }")
)
DOUBLING = (
    "{ ...F0 } "
    + " ".join(f"fragment F{number} on Query {{ ...F{number + 1} ...F{number + 1} }}" for number in range(40))
    + " fragment F40 on Query { dataset { customers } }"
)
NESTED_DOUBLING = (
    "{ customers { nodes { customer { ...F0 } } } } "
    + " ".join(
        f"fragment F{n} on Customer {{ a: offers {{ nodes {{ retention {{ customers {{ nodes {{ customer {{ ...F{n + 1} }} }} }} }} }} }}"
        f" b: offers {{ nodes {{ retention {{ customers {{ nodes {{ customer {{ ...F{n + 1} }} }} }} }} }} }} }}"
        for n in range(40)
    )
    + " fragment F40 on Customer { customerId }"
)
FRAGMENTS = (
    "{ "
    + " ".join(f"...F{number}" for number in range(300))
    + " } "
    + " ".join(f"fragment F{number} on Query {{ __typename }}" for number in range(300))
)
OPERATIONS = " ".join(f"query Q{number} {{ __typename }}" for number in range(800))
LISTS = "{ nodes(ids: " + "[" * 500 + "]" * 500 + ") { id } }"
OBJECTS = "{ customers(filter: " + "{a: " * 500 + "1" + "}" * 500 + ") { totalCount } }"
TYPES = "query($a: " + "[" * 500 + "Int" + "]" * 500 + ") { __typename }"
REPEATED = "{ " + "__typename " * 3_900 + "}"
REPEATED_BELOW = "{ " + "dataset { customers } " * 900 + "}"
BRACES = "{" * 900_000
QUOTES = '"' * 400_000
HASHES = "#" * 900_000
MANY = "{" + "a " * 400_000 + "}"


@pytest.mark.parametrize(
    ("query", "message"),
    [
        (ALIASES, "tokens: the document has more than 4000, the limit is 4000; ask for less, or in several requests"),
        (SOME_ALIASES, "aliases: the document has 1000, the limit is 100; ask for less, or in several requests"),
        (DEEP, "brackets: the document has 377, the limit is 30; ask for less, or in several requests"),
        (DIRECTIVES, "directives: the document has 500, the limit is 50; ask for less, or in several requests"),
        (UNKNOWN_DIRECTIVES, "directives: the document has 900, the limit is 50; ask for less, or in several requests"),
        (
            DOUBLING,
            "cost: the request costs 2199023255552, the limit is 50000; ask for fewer rows or fields, or in several requests",
        ),
        (
            FRAGMENTS,
            "operations and fragments: the document has 301, the limit is 50; ask for less, or in several requests",
        ),
        (
            OPERATIONS,
            "operations and fragments: the document has 800, the limit is 50; ask for less, or in several requests",
        ),
        (LISTS, "brackets: the document has 502, the limit is 30; ask for less, or in several requests"),
        (OBJECTS, "brackets: the document has 502, the limit is 30; ask for less, or in several requests"),
        (TYPES, "brackets: the document has 501, the limit is 30; ask for less, or in several requests"),
        (BRACES, "tokens: the document has more than 4000, the limit is 4000; ask for less, or in several requests"),
        (QUOTES, "tokens: the document has more than 4000, the limit is 4000; ask for less, or in several requests"),
        (MANY, "tokens: the document has more than 4000, the limit is 4000; ask for less, or in several requests"),
        (NESTED_DOUBLING, "depth: the document has 244, the limit is 20; ask for less, or in several requests"),
    ],
    ids=lambda value: value.partition(":")[0] if value[0] not in '{q"' else "",
)
def test_beyond_a_limit_a_document_is_too_complex(client: TestClient, tokens: Tokens, query: str, message: str) -> None:
    status, code, told, spent = refused(client, tokens.owner, query)
    assert (status, code, told) == (413, "TOO_COMPLEX", message)
    assert spent < 50


@pytest.mark.parametrize("query", [CYCLE, DEEP_CYCLE])
def test_a_fragment_that_spreads_itself_is_refused_by_name(client: TestClient, tokens: Tokens, query: str) -> None:
    status, code, message, spent = refused(client, tokens.owner, query)
    assert (status, code) == (400, "BAD_INPUT")
    assert message == "fragment A: spreads itself; take one of the spreads out"
    assert spent < 50


@pytest.mark.parametrize("query", [REPEATED, REPEATED_BELOW])
def test_a_field_asked_a_thousand_times_is_not_compared_a_million_times(
    client: TestClient, tokens: Tokens, query: str
) -> None:
    status, code, message, spent = refused(client, tokens.owner, query)
    assert (status, code) == (200, "TOO_COMPLEX")
    assert message == "the document asks for the same fields too often; ask once for each"
    assert spent < 100


def test_ten_megabytes_are_refused_while_they_arrive(client: TestClient, tokens: Tokens) -> None:
    began = process_time()
    answer = client.post(
        "/graphql", content=b" " * 10_000_000, headers={**bearer(tokens.owner), "content-type": "application/json"}
    )
    assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (413, "TOO_COMPLEX")
    assert process_time() - began < 0.5


def nested(make: Callable[[Any], Any], times: int) -> Any:
    value: Any = 1
    for _ in range(times):
        value = make(value)
    return value


@pytest.mark.parametrize("make", [lambda value: [value], lambda value: {"a": value}], ids=["lists", "objects"])
@pytest.mark.parametrize("times", [25, 200, 500])
def test_variables_do_not_nest(client: TestClient, tokens: Tokens, make: Callable[[Any], Any], times: int) -> None:
    query = "query($filter: CustomerFilter) { customers(filter: $filter) { totalCount } }"
    status, code, message, spent = refused(client, tokens.owner, query, filter=nested(make, times))
    assert (status, code) == (413, "TOO_COMPLEX")
    assert message == "variables: nested deeper than 20 levels; no argument takes that"
    assert spent < 50


def test_variables_are_counted(client: TestClient, tokens: Tokens) -> None:
    query = "query($ids: [ID!]!) { nodes(ids: $ids) { id } }"
    status, code, message, spent = refused(client, tokens.owner, query, ids=["x"] * 20_000)
    assert (status, code) == (413, "TOO_COMPLEX")
    assert message == "variables: 20001 values or more, the limit is 10000; ask in several requests"
    assert spent < 50


FILTERED = "query($name: String!) { customers(filter: {companyName: {contains: $name}}) { totalCount } }"


@pytest.mark.parametrize(
    ("query", "variables", "message"),
    [
        (FILTERED, {"name": "a\0b"}, "variables: a text holds a NUL character; leave it out"),
        (
            '{ customers(filter: {companyName: {contains: "a\\u0000b"}}) { totalCount } }',
            {},
            "the document: a text holds a NUL character; leave it out",
        ),
        (
            '{ customers(filter: {companyName: {contains: "a\\u{0}b"}}) { totalCount } }',
            {},
            "the document: a text holds a NUL character; leave it out",
        ),
    ],
)
def test_a_nul_is_no_text(
    client: TestClient, tokens: Tokens, query: str, variables: dict[str, str], message: str
) -> None:
    status, code, told, spent = refused(client, tokens.owner, query, **variables)
    assert (status, code, told) == (400, "BAD_INPUT", message)
    assert spent < 50


@pytest.mark.parametrize(
    ("query", "variables", "code"),
    [
        ("{ customers(first: 1e308) { totalCount } }", {}, "BAD_INPUT"),
        ("query($first: Int) { customers(first: $first) { totalCount } }", {"first": 1e308}, "BAD_INPUT"),
        ("query($first: Int) { customers(first: $first) { totalCount } }", {"first": 10**15}, "BAD_INPUT"),
        ("query($first: Int) { customers(first: $first) { totalCount } }", {"first": [[1]]}, "BAD_INPUT"),
        ('{ customers(after: "garbage") { totalCount } }', {}, "BAD_CURSOR"),
        ("query($after: String) { customers(after: $after) { totalCount } }", {"after": "x" * 100_000}, "BAD_CURSOR"),
        ("query($after: String) { customers(after: $after) { totalCount } }", {"after": "\ud7ff\uffff"}, "BAD_CURSOR"),
    ],
)
def test_garbage_has_a_code(
    client: TestClient, tokens: Tokens, query: str, variables: dict[str, object], code: str
) -> None:
    status, told, _, spent = refused(client, tokens.owner, query, **variables)
    assert (status, told) == (200, code)
    assert spent < 50


def test_a_number_without_end_is_refused(client: TestClient, tokens: Tokens) -> None:
    for sign in ("", "-"):
        query = "{ customers(first: " + sign + "9" * 5_000 + ") { totalCount } }"
        status, code, message, spent = refused(client, tokens.owner, query)
        assert (status, code) == (400, "BAD_INPUT")
        assert message == f"the document: a number of {5_000 + len(sign)} characters; no argument takes that"
        assert spent < 50


def test_what_nests_too_deep_for_json_is_refused(client: TestClient, tokens: Tokens) -> None:
    headers = {**bearer(tokens.owner), "content-type": "application/json"}
    body = b'{"query": "{ __typename }", "variables": {"a": ' + b"[" * 400_000 + b"]" * 400_000 + b"}}"
    answer = client.post("/graphql", content=body, headers=headers)
    assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (400, "BAD_INPUT")


def test_the_largest_documents_within_the_limits_take_moments() -> None:
    """What is accepted is bounded as well: parsing, pricing and validation of whatever is within the limits."""
    measuring, taken = Measuring(LIMITS), []
    for turn in range(3):
        query = (
            "{ " + f"a{turn}: dataset {{ customers }} " + "viewer { name role publisher { publisherId } } " * 350 + "}"
        )
        began = process_time()
        measuring.measure(GraphQLRequest(query, None, None, None))
        taken.append(process_time() - began)
    assert statistics.median(taken) < 0.2


def test_the_setting_of_tokens_ends_where_the_parser_does() -> None:
    maximum = next(each.le for each in type(LIMITS).model_fields["document_tokens"].metadata if hasattr(each, "le"))
    assert maximum == DOCUMENT_TOKENS


def test_refusals_hold_up_nobody(client: TestClient, tokens: Tokens) -> None:
    """After any attack the smallest question is answered as ever."""
    for query in (ALIASES, DEEP, DOUBLING, FRAGMENTS):
        refused(client, tokens.owner, query)
    assert ask(client, tokens.owner, "{ dataset { customers } }").json()["data"] == {"dataset": {"customers": 1}}


def test_measuring_alone_refuses() -> None:
    with pytest.raises(HoldfastError) as error:
        Measuring(LIMITS).measure(GraphQLRequest(SOME_ALIASES, None, None, None))
    assert error.value.code == "TOO_COMPLEX"
