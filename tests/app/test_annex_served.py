"""A service whose questions under filters are answered by a process beside it: nobody can tell, but by the metrics."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.asgi import create_application
from tests.app.conftest import Tokens, make_settings
from tests.app.people import FIELDS, MASK, SIGN, publish_people, value_of
from tests.app.receiver import Receiver, receiving
from tests.app.test_http import bearer
from tests.app.test_metrics import Samples, read, sample
from tests.app.test_traces import attributes, spans
from tests.parts import ENGINE

FILTERED = {"companyName": "company_name", "name": "last_name", "email": "email", "city": "city", "postalCode": "postal_code"}  # fmt: skip
PAGE = """query Page($filter: CustomerFilter) {
  customers(filter: $filter, orderBy: [{field: CUSTOMER_ID}]) { totalCount nodes { customer { customerId %s } } }
}"""
PEOPLE = PAGE % " ".join(FIELDS)
NAMED = {"customerId": ["acme-1", "acme-2", "acme-3"]}


@contextmanager
def served(home: Path, annex: str, **given: Any) -> Iterator[TestClient]:
    settings = make_settings(home, annex=annex, metrics="open", **given)
    with TestClient(create_application(settings), base_url="https://testserver") as client:
        yield client


def ask(client: TestClient, token: str, chosen: Any, query: str = PEOPLE) -> Any:
    return client.post("/graphql", json={"query": query, "variables": {"filter": chosen}}, headers=bearer(token))


def look(client: TestClient) -> Samples:
    return read(client.get("/metrics").text)


def start_annex(client: TestClient, token: str) -> None:
    """Has the annex started by a first question, and waits until it is there."""
    assert sample(look(client), "holdfast_annexes") == 0
    ask(client, token, {"customerId": ["nobody"]})
    while sample(look(client), "holdfast_annexes") == 0:
        pass


@pytest.fixture
def people(home: Path) -> Path:
    """The home with people in it."""
    publish_people(home)
    return home


def test_of_what_it_answers_a_contributor_gets_nothing_personal(
    people: Path, tokens: Tokens, caplog: pytest.LogCaptureFixture
) -> None:
    with served(people, "on") as client, caplog.at_level("DEBUG"):
        start_annex(client, tokens.owner)
        shown = ask(client, tokens.owner, NAMED)
        assert shown.text.count(SIGN) == 2 * len(FIELDS)
        hidden = ask(client, tokens.contributor, {**NAMED, "customerId": ["acme-1", "acme-4"]})
        assert [node["customer"] for node in hidden.json()["data"]["customers"]["nodes"]] == [
            {"customerId": "acme-1", **dict.fromkeys(FIELDS)},
            {"customerId": "acme-4", **dict.fromkeys(FIELDS, MASK)},
        ]
        assert SIGN not in hidden.text
        for (field, column), shape in product(FILTERED.items(), ("in", "contains", "startsWith")):
            value = value_of(column, "acme")
            chosen = {field: {shape: [value] if shape == "in" else value}}
            found = ask(client, tokens.owner, chosen)
            assert found.json()["data"]["customers"]["totalCount"] == 1
            assert value in found.text
            refused = ask(client, tokens.contributor, chosen)
            assert {error["extensions"]["code"] for error in refused.json()["errors"]} == {"FORBIDDEN_FIELD"}
            assert refused.json()["data"] is None
            assert (SIGN in f"{refused.text} {refused.headers}", "acme-1" in refused.text) == (False, False)
            foreign = ask(client, tokens.other, chosen)
            assert foreign.json()["data"] == {"customers": {"totalCount": 0, "nodes": []}}
        text = client.get("/metrics").text
    assert SIGN not in f"{text} {caplog.text}"


def test_the_metrics_count_its_questions_and_slices(people: Path, tokens: Tokens) -> None:
    def count(annex: str) -> tuple[Samples, Samples]:
        with served(people, annex) as client:
            if annex == "on":
                start_annex(client, tokens.owner)
            before = look(client)
            for names in (["acme-1"], ["acme-2"]):
                assert ask(client, tokens.owner, {"customerId": names}).json()["data"]["customers"]["totalCount"] == 1
            return before, look(client)

    def counted(found: tuple[Samples, Samples]) -> dict[Any, float]:
        """By how much the numbers of questions and of looks into the slices grew."""
        names = ("holdfast_question_seconds_count", "holdfast_cache_total")
        return {
            key: number - found[0].get(key, 0)
            for key, number in found[1].items()
            if key[0] in names and number != found[0].get(key, 0)
        }

    alone, beside = counted(count("off")), counted(count("on"))
    question = "holdfast_question_seconds_count", frozenset({("question", "customers"), ("engine", ENGINE)})
    assert alone[question] == 2
    assert beside == alone


def test_its_questions_are_spans_below_the_operation(people: Path, tokens: Tokens) -> None:
    with receiving() as address:
        with served(people, "on", traces=address) as client:
            start_annex(client, tokens.owner)
            asked = ask(client, tokens.owner, NAMED, PAGE.replace("Page", "Beside") % "")
            assert asked.json()["data"]["customers"]["totalCount"] == 3
        (operation,) = [span for span in spans() if span.name == "query Beside"]
        below = [span for span in spans() if span.parent_span_id == operation.span_id]
        assert [attributes(span) for span in below] == [
            {"holdfast.question": name, "holdfast.engine": ENGINE} for name in ("customers", "catalogue.profiles")
        ]
        for span in below:
            assert operation.start_time_unix_nano <= span.start_time_unix_nano <= span.end_time_unix_nano
            assert span.end_time_unix_nano <= operation.end_time_unix_nano
        assert b"acme" not in b"".join(Receiver.bodies)
