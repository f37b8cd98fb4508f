"""The media type of an answer, by the Accept header."""

import pytest

from app.negotiation import GRAPHQL, JSON, choose_answer_type, wants_page


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        (None, JSON),
        ("", JSON),
        ("  ", JSON),
        ("*/*", JSON),
        ("application/*", JSON),
        ("application/json", JSON),
        ("application/graphql-response+json", GRAPHQL),
        ("Application/GraphQL-Response+JSON", GRAPHQL),
        ("application/graphql-response+json; charset=utf-8", GRAPHQL),
        ("application/graphql-response+json;charset=iso-8859-1, application/json", JSON),
        ("application/json, application/graphql-response+json", GRAPHQL),
        ("application/json;q=0.9, application/graphql-response+json;q=0.8", JSON),
        ("application/json;q=0.8, application/graphql-response+json;q=0.9", GRAPHQL),
        ("application/graphql-response+json, application/json;q=0.9", GRAPHQL),
        ("application/graphql-response+json;q=0.5, */*", JSON),
        ("application/graphql-response+json, */*", GRAPHQL),
        ("application/json;q=0, */*", GRAPHQL),
        ("application/json;q=0", None),
        ("application/graphql-response+json;q=0, application/json;q=0.1", JSON),
        ("application/json;q=nonsense", None),
        ("text/html", None),
        ("text/html, application/xhtml+xml, */*;q=0.8", JSON),
        ("garbage", None),
        ("garbage, application/json", JSON),
    ],
)
def test_the_answer_type_is_what_the_client_weighs_most(accept: str | None, chosen: str | None) -> None:
    assert choose_answer_type(accept) == chosen


@pytest.mark.parametrize(
    ("accept", "page"),
    [
        (None, False),
        ("*/*", False),
        ("text/*", False),
        ("application/json", False),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", True),
        ("text/html", True),
        ("text/html;q=0", False),
        ("text/html;q=0.5, application/json", False),
        ("text/html, application/json", True),
    ],
)
def test_a_browser_gets_a_page(accept: str | None, page: bool) -> None:
    assert wants_page(accept) is page
