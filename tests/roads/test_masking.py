"""What is hidden is not read, not found, not sorted by, and does not change what is shown."""

from typing import Any

import pytest

from tests.reference.profiles import CAMEL
from tests.reference.rows import MASK
from tests.roads.asking import LARGEST, Asker
from tests.roads.marking import SIGN
from tests.roads.small import HIDDEN, OWN, PERSON, VISIBLE
from tests.roads.stage import Stage
from tests.roads.survey import ACCOUNTS, DAYS, WIDGETS, survey

TEXTS = {"companyName": "company_name", "email": "email", "city": "city", "postalCode": "postal_code"}
NAMES = ("first_name", "last_name")
SHAPES = ("in", "contains", "startsWith")
VM = f"{OWN}-vm"


@pytest.fixture
def owner(small_stage: Stage) -> Asker:
    return Asker(small_stage, OWN, "OWNER")


@pytest.fixture
def contributor(small_stage: Stage) -> Asker:
    return Asker(small_stage, OWN, "CONTRIBUTOR")


def tell(kind: str, column: str) -> str:
    """A customer's personal value as it was reported."""
    return f"{PERSON[column]} {OWN}-{kind}"


def read_person(asker: Asker, kind: str) -> dict[str, str | None]:
    found = asker.ask("customer", "customer", customerId=f"{OWN}-{kind}")
    return {name: found[name] for name in (*CAMEL.values(), "personalData")}


def test_owner_reads_what_was_consented_to(owner: Asker) -> None:
    nobody = dict.fromkeys(CAMEL.values())
    shown = {CAMEL[column]: tell(VISIBLE, column) for column in CAMEL}
    assert read_person(owner, VISIBLE) == {**shown, "personalData": "VISIBLE"}
    assert read_person(owner, "hushed") == {**nobody, "personalData": "NO_CONSENT"}
    assert read_person(owner, "silent") == {**nobody, "personalData": "VISIBLE"}
    for kind in ("guarded", "masked"):
        assert read_person(owner, kind) == {**dict.fromkeys(CAMEL.values(), MASK), "personalData": "PROTECTED"}


def test_contributor_reads_nobody(contributor: Asker) -> None:
    nobody = dict.fromkeys(CAMEL.values())
    for kind in (VISIBLE, "hushed", "silent"):
        assert read_person(contributor, kind) == {**nobody, "personalData": "OWNER_ONLY"}
    for kind in ("guarded", "masked"):
        assert read_person(contributor, kind) == {**dict.fromkeys(CAMEL.values(), MASK), "personalData": "PROTECTED"}


def test_no_answer_to_a_contributor_holds_a_personal_value(owner: Asker, contributor: Asker) -> None:
    assert SIGN in str(survey(owner))
    assert SIGN not in str(survey(contributor))


@pytest.mark.parametrize("name", [*TEXTS, "name"])
@pytest.mark.parametrize("shape", SHAPES)
def test_contributor_may_not_filter_by_personal_data(contributor: Asker, name: str, shape: str) -> None:
    wanted: Any = ["x"] if shape == "in" else "x"
    for document in ("customers", *WIDGETS[1:-1]):
        code = contributor.stage.refuse(OWN, "CONTRIBUTOR", document, filter={name: {shape: wanted}})
        assert code == "FORBIDDEN_FIELD", document


@pytest.mark.parametrize("column", CAMEL)
@pytest.mark.parametrize("direction", ["ASC", "DESC"])
def test_contributor_may_not_sort_by_personal_data(contributor: Asker, column: str, direction: str) -> None:
    order = [{"field": "REVENUE"}, {"field": column.upper(), "direction": direction}]
    for document, asked in (("customers", {}), (ACCOUNTS, {"offerId": VM}), (DAYS, {"offerId": VM})):
        code = contributor.stage.refuse(OWN, "CONTRIBUTOR", document, **asked, orderBy=order)
        assert code == "FORBIDDEN_FIELD", document


def find(asker: Asker, filter_: dict[str, Any]) -> list[str]:
    """Ids of the customers that a filter leaves."""
    nodes = asker.ask("customers", "customers.nodes", filter=filter_, first=LARGEST)
    return [node["customer"]["customerId"] for node in nodes]


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize(("name", "column"), [*TEXTS.items(), *(("name", column) for column in NAMES)])
def test_owner_finds_visible_values_alone(owner: Asker, name: str, column: str, shape: str) -> None:
    for kind in (VISIBLE, "hushed", "guarded"):
        value = tell(kind, column).upper()
        found = find(owner, {name: {shape: [value] if shape == "in" else value}})
        assert found == ([f"{OWN}-{VISIBLE}"] if kind == VISIBLE else [])


@pytest.mark.parametrize("name", [*TEXTS, "name"])
def test_masks_and_nothing_match_nobody_hidden(owner: Asker, name: str) -> None:
    assert find(owner, {name: {"in": [MASK], "contains": MASK[:1]}}) == []
    assert find(owner, {name: {"contains": ""}}) == [f"{OWN}-{VISIBLE}"]


def test_owner_finds_first_and_last_name_together(owner: Asker) -> None:
    both = f"{tell(VISIBLE, 'first_name')} {tell(VISIBLE, 'last_name')}"
    assert find(owner, {"name": {"in": [both]}}) == [f"{OWN}-{VISIBLE}"]


@pytest.mark.parametrize("column", CAMEL)
@pytest.mark.parametrize("direction", ["ASC", "DESC"])
def test_hidden_values_sort_as_null(owner: Asker, column: str, direction: str) -> None:
    order = [{"field": column.upper(), "direction": direction}]
    expected = [f"{OWN}-{kind}" for kind in (VISIBLE, *sorted(HIDDEN))]
    people = owner.ask("customers", "customers.nodes", orderBy=order, first=LARGEST)
    assert [node["customer"]["customerId"] for node in people] == expected
    accounts = owner.ask(ACCOUNTS, "offer.retention.customers.nodes", offerId=VM, orderBy=order)
    assert [node["accountId"] for node in accounts] == expected
    days = owner.ask(DAYS, "offer.retention.details.nodes", offerId=VM, orderBy=order)
    assert [node["customer"]["customerId"] for node in days] == [expected[0], *expected]


def test_refusals_of_cursors_tell_nothing(contributor: Asker) -> None:
    for cursor in ("garbage", f"{SIGN}Ada"):
        body = contributor.stage.execute(OWN, "CONTRIBUTOR", "customers", {"after": cursor})
        assert [error["extensions"]["code"] for error in body["errors"]] == ["BAD_CURSOR"]
