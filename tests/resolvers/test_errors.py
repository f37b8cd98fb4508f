"""Errors: a code and a message that says what to do; of what is unexpected only the request's id."""

import logging
from pathlib import Path

import pytest
from graphql import GraphQLError

from domain.errors import BadCursorError, HoldfastError, NoSnapshotError
from resolvers.errors import code_of, shape_error
from tests.resolvers.world import REQUEST_ID, Client, open_client


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Client:
    return open_client(tmp_path_factory.mktemp("home"))


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("{ offers", "Syntax Error: Expected Name, found <EOF>."),
        ("{ prices }", "Cannot query field 'prices' on type 'Query'."),
        (
            "{ offer(offerId: 3) { id } }",
            "String cannot represent a non string value: 3",
        ),
        ("{ offers(first: 0) { totalCount } }", "first: 0; give 1 to 1000"),
        ("{ offers(last: 1001) { totalCount } }", "last: 1001; give 1 to 1000"),
        ("{ offers(first: 1, last: 1) { totalCount } }", "first and last: both given; give one of them"),
        (
            '{ customers(range: {months: {from: "2024-5-1", to: "2024-05-01"}}) { totalCount } }',
            "Date cannot represent value: '2024-5-1'; give YYYY-MM-DD",
        ),
    ],
)
def test_what_a_client_got_wrong_is_bad_input(client: Client, query: str, message: str) -> None:
    assert client.refusals(query) == [("BAD_INPUT", message)]


@pytest.mark.parametrize(
    ("variables", "message"),
    [
        ({}, "Variable '$id' has invalid value: Expected a value of non-null type 'String!' to be provided."),
        (
            {"id": "o1", "by": None},
            "Argument 'granularity' has invalid value: "
            "Expected variable '$by' provided to non-null type 'Granularity!' not to be None.",
        ),
    ],
)
def test_variables_that_do_not_fit_are_bad_input(client: Client, variables: dict[str, object], message: str) -> None:
    query = """query($id: String!, $by: Granularity = DAY) {
        offer(offerId: $id) { retention(granularity: $by) { horizon } }
    }"""
    result = client.ask(query, **variables)
    assert [((error.extensions or {})["code"], error.message) for error in result.errors or []] == [
        ("BAD_INPUT", message)
    ]


def test_a_document_of_too_many_tokens_is_too_complex(client: Client) -> None:
    message = "Syntax Error: Document contains more than 20000 tokens. Parsing aborted."
    assert client.refusals("{" + " a" * 20_000 + "}") == [("TOO_COMPLEX", message)]


@pytest.mark.parametrize("cursor", ["", "garbage", "WyJwYXJ0LTEiXQ.0ifF0YL3gFjWsSCQjkYiW91j5D0"])
def test_garbage_is_no_cursor(client: Client, cursor: str) -> None:
    message = "the cursor is not one of this list's; start again without `after` and `before`"
    query = "query($after: String) { offers(after: $after) { totalCount } }"
    assert client.refusals(query, after=cursor) == [("BAD_CURSOR", message)]


def test_what_is_unexpected_is_in_the_log_alone(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    client = open_client(tmp_path)
    for file in client.view.part.folder.glob("*.parquet"):
        file.unlink()
    with caplog.at_level(logging.ERROR):
        result = client.ask('{ viewer { name } offer(offerId: "o1") { name } }')
    assert result.data == {"viewer": {"name": "tester"}, "offer": None}
    assert [error.formatted for error in result.errors or []] == [
        {
            "message": "unexpected; quote request request-7 when you report it",
            "locations": [{"line": 1, "column": 19}],
            "path": ["offer"],
            "extensions": {"code": "INTERNAL", "requestId": REQUEST_ID},
        }
    ]
    # once by the server's execution, once by the framework's
    assert [record.getMessage() for record in caplog.records] == ["request request-7: ['offer']"] * 2
    assert "parquet" in caplog.text


def test_an_expected_refusal_is_not_logged(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, logger="holdfast.graphql"):
        client.refusals("{ offers(first: 0) { totalCount } }")
        client.refusals("{ prices }")
    assert [record for record in caplog.records if record.name.startswith(("holdfast", "strawberry"))] == []


def test_refusals_with_paths_of_the_machine_stay_inside() -> None:

    error = GraphQLError("x", original_error=NoSnapshotError("part 1 in /srv/holdfast is gone"))
    assert code_of(error) == HoldfastError.code
    assert shape_error(error, "r").message == "unexpected; quote request r when you report it"
    assert code_of(GraphQLError("x", original_error=BadCursorError("start again"))) == "BAD_CURSOR"
