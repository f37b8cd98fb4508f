"""Questions recognised by their bytes."""

from pathlib import Path

import orjson
import pytest

from app.limits.measuring import Measuring
from app.limits.settings import LimitSettings
from app.questions import GraphQLRequest
from app.recognition import Recognition
from app.refusals import HttpRefusalError
from app.trusted import FILE, TrustedDocuments

LARGEST = 200_000


def recognise(home: Path = Path("nowhere")) -> Recognition:
    return Recognition(LARGEST, Measuring(LimitSettings()), TrustedDocuments([home / FILE], only=False))


def body(query: str, **variables: object) -> bytes:
    return orjson.dumps({"query": query, "variables": variables})


def test_the_same_bytes_are_parsed_once_and_a_get_is_no_post() -> None:
    recognition = recognise()
    posted = recognition.read("POST", body("{ dataset { customers } }", a=1))
    assert recognition.read("POST", body("{ dataset { customers } }", a=1)) is posted
    assert posted.asked == GraphQLRequest("{ dataset { customers } }", None, {"a": 1}, None)
    got = recognition.read("GET", b"query=%7Bdataset%7Bcustomers%7D%7D&variables=%7B%22a%22:1%7D")
    assert got.asked == GraphQLRequest("{dataset{customers}}", None, {"a": 1}, None)
    with pytest.raises(HttpRefusalError):
        recognition.read("GET", body("{ dataset { customers } }", a=1))


def test_only_what_lasts_has_a_fingerprint_and_variables_belong_to_it() -> None:
    recognition = recognise()
    assert recognition.read("POST", body("{ viewer { role } }")).fingerprint is None
    assert recognition.read("POST", body("{")).fingerprint is None
    texts = [
        body("{ a }"),
        body("{ a }", b=1),
        body("{ a }", b=2),
        orjson.dumps({"query": "{ a }", "operationName": "A"}),
    ]
    prints = [recognition.read("POST", text).fingerprint for text in texts]
    assert None not in prints
    assert len(set(prints)) == len(texts)
    assert recognition.read("POST", b'{"query":"{ a }"}').fingerprint == prints[0]


@pytest.mark.parametrize("text", [b"", b"{", b"[]", b'{"query": ""}', body("{ a }")[:-1]])
def test_what_is_wrong_is_refused_each_time(text: bytes) -> None:
    recognition = recognise()
    for _ in range(2):
        with pytest.raises(HttpRefusalError):
            recognition.read("POST", text)


def test_large_questions_are_not_remembered_and_many_are_forgotten() -> None:
    recognition = recognise()
    large = body("{ a }", text="x" * 100_000)
    assert recognition.read("POST", large) is not recognition.read("POST", large)
    first = recognition.read("POST", body("{ a }", text="x" * 10_000))
    for number in range(200):
        recognition.read("POST", body("{ a }", text="y" * 10_000, number=number))
    again = recognition.read("POST", body("{ a }", text="x" * 10_000))
    assert again is not first
    assert again == first


def test_after_another_snapshot_nothing_of_what_was_asked_is_remembered() -> None:
    recognition = recognise()
    text = body("query($name: String) { customers { totalCount } }", name="Ada")
    first = recognition.read("POST", text)
    recognition.forget()
    again = recognition.read("POST", text)
    assert again == first
    assert again is not first


@pytest.mark.parametrize(("field", "expected"), [("query { customers", True), ("mutation { requestExport", False)])
def test_a_file_is_no_question_under_a_filter_though_it_has_one(field: str, expected: bool) -> None:
    text = body(f'{field}(filter: {{country: ["DE"]}}) {{ __typename }} }}')
    assert recognise().read("POST", text).narrows is expected


@pytest.mark.parametrize(
    ("selection", "of_parts"),
    [
        ("customers { nodes { orders } }", True),
        ("viewer { role } dataset { snapshot }", True),
        ("auditEvents { totalCount }", False),
        ('export(id: "1") { status }', False),
        ("all: exports { totalCount }", False),
        ('node(id: "1") { id }', False),
        ('nodes(ids: ["1"]) { id }', False),
    ],
)
def test_what_the_service_records_answer_is_told_apart(selection: str, of_parts: bool) -> None:
    text = orjson.dumps({"query": f"{{ {selection} }}"})
    assert recognise().read("POST", text).of_parts is of_parts
