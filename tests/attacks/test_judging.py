"""What is wrong with an answer is found, whatever way it leaks; what is right is let be."""

import json
from base64 import urlsafe_b64encode
from typing import Any

import pytest

from tests.attacks.attacking import read_schema
from tests.attacks.judging import Verdict, judge
from tests.attacks.shots import Shot
from tests.attacks.watching import Secret, Watch

COMPANY = Secret("c1", "company_name", "Zyxwell Grüße Ltd", True, True)
NAME = Secret("c1", "first_name", "Ned", True, False)
CODE = Secret("c2", "postal_code", "10121", True, False)
WATCH = Watch([COMPANY, NAME, CODE])
DOCUMENT = """{ customer(customerId: "c1") {
    companyName firstName postalCode state customerId personalData offers(first: 1) { nodes { name } } } }"""
CUSTOMER: dict[str, Any] = {"companyName": None, "firstName": "************", "postalCode": None, "state": "Bavaria", "customerId": "c1",
            "personalData": "OWNER_ONLY", "offers": {"nodes": []}}  # fmt: skip


def shot(data: Any, status: int = 200, headers: str = "", **more: Any) -> Shot:
    """An example with an answer."""
    body = json.dumps({"data": data, **more}, ensure_ascii=False)
    return Shot("Query.customer", DOCUMENT, status, headers, body, ())


def judged(*shots: Shot, role: str = "CONTRIBUTOR") -> Verdict:
    """What they amount to."""
    return judge(shots, read_schema(), role, WATCH)


def findings(given: Shot) -> set[str]:
    """What is found in an answer to a contributor."""
    return {each.removeprefix("Query.customer, example 1: ") for each in judged(given).findings}


def test_a_good_answer_is_let_be() -> None:
    numbers = {**CUSTOMER, "state": "Nedville 10121x", "customerId": "c-10121-Ned"}
    verdict = judged(shot({"customer": CUSTOMER}), shot({"customer": numbers}), shot({"customer": None}))
    assert verdict.findings == ()
    assert (verdict.examples, verdict.answered, verdict.share) == (3, 2, 2 / 3)
    fields = ("customerId", "firstName", "offers", "personalData", "state")
    assert verdict.reached == {"Query.customer", *(f"Customer.{name}" for name in fields)}


@pytest.mark.parametrize(
    ("field", "value", "found"),
    [
        ("companyName", "anything", {"Customer.companyName is neither null nor masked"}),
        ("personalData", "VISIBLE", {"Customer.personalData is VISIBLE"}),
        ("personalData", "NO_CONSENT", {"Customer.personalData is NO_CONSENT"}),
        ("state", " ned ", {"Customer.state is first_name of c1"}),
        ("state", "10121", {"Customer.state is postal_code of c2"}),
        ("state", "at ZYXWELL GRÜSSE LTD.", {"text of the answer: company_name of c1"}),
        (
            "customerId",
            "Zyxwell Grüße Ltd",
            {"Customer.customerId is company_name of c1", "text of the answer: company_name of c1"},
        ),
        (
            "customerId",
            urlsafe_b64encode("Customer:Zyxwell Grüße Ltd".encode()).decode().rstrip("="),
            {"text of the answer: company_name of c1"},
        ),
    ],
)
def test_a_leak_in_a_field_is_found(field: str, value: str, found: set[str]) -> None:
    assert findings(shot({"customer": CUSTOMER | {field: value}})) == found


def test_a_leak_beside_the_data_is_found() -> None:
    told = {"text of the answer: company_name of c1"}
    assert findings(shot({"customer": None}, headers="etag: Zyxwell Grüße Ltd")) == told
    error = {"message": "no zyxwell grüße ltd here", "extensions": {"code": "BAD_INPUT"}}
    assert findings(shot(None, errors=[error])) == told


def test_an_error_of_ours_is_found() -> None:
    error = {"message": "m", "extensions": {"code": "INTERNAL"}}
    assert findings(shot(None, 500, errors=[error])) == {"status 500", "code INTERNAL"}
    assert findings(shot(None, errors=[{"message": "m"}])) == {"code none"}
    assert judged(shot(None, errors=[error])).answered == 0


def test_an_owner_may_read_names() -> None:
    seen = CUSTOMER | {"companyName": "Some Ltd", "personalData": "VISIBLE"}
    assert judged(shot({"customer": seen}), role="OWNER").findings == ()
