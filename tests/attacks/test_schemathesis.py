"""Thousands of generated examples for each role: none ends in an error of ours or tells too much, and all of the schema is reached."""

from pathlib import Path

import pytest

from tests.attacks.attacking import EXAMPLES, Attack, attack, read_schema
from tests.attacks.conftest import planted_secret
from tests.attacks.home import HIDDEN, PERSON
from tests.attacks.judging import PERSONAL_PLACES, judge, list_fields
from tests.attacks.watching import Secret, Watch, count_reported

ROLES = ("OWNER", "CONTRIBUTOR")
FOR_OWNERS = ("AuditEvent.", "AuditEventConnection.", "AuditEventEdge.", "Query.auditEvents")
"""What a contributor is refused: the audit trail."""
ENOUGH = 1000
"""Fewer examples than this do not reach every field."""
FEW = 250
WORDED = set(PERSON) - {"postal_code"}
"""Columns whose values are looked for within texts: numbers alone stand in answers by chance."""


@pytest.fixture(scope="module", params=ROLES)
def role(request: pytest.FixtureRequest) -> str:
    """Each role in turn."""
    found: str = request.param
    return found


@pytest.fixture(scope="module")
def attacked(role: str, clean_home: Path, secrets: list[Secret], tmp_path_factory: pytest.TempPathFactory) -> Attack:
    """The attack on a sound home."""
    return attack(clean_home, tmp_path_factory.mktemp(role.lower()), role, secrets, EXAMPLES)


def test_every_personal_value_is_looked_for(clean_home: Path, secrets: list[Secret]) -> None:
    assert len(secrets) == count_reported(clean_home)
    assert len([each for each in secrets if not each.visible]) == len(HIDDEN) * len(PERSON)
    assert {each.column for each in secrets} == set(PERSON)
    assert {each.column for each in secrets if not each.worded} == {"first_name", "postal_code"}
    assert all(each.worded for each in secrets if not each.visible)


def test_no_example_ends_badly_or_tells_anything(attacked: Attack) -> None:
    assert attacked.verdict.findings == ()
    assert attacked.verdict.examples == len(attacked.shots) == EXAMPLES
    assert len({shot.document for shot in attacked.shots}) == EXAMPLES
    assert len({shot.operation for shot in attacked.shots}) == 17
    assert attacked.verdict.codes.keys() <= {"BAD_INPUT", "BAD_CURSOR", "FORBIDDEN", "FORBIDDEN_FIELD", "NOT_FOUND"}


def test_most_examples_are_answered_with_data(attacked: Attack) -> None:
    assert attacked.verdict.share >= 0.5


@pytest.mark.skipif(EXAMPLES < ENOUGH, reason=f"{EXAMPLES} examples do not reach every field")
def test_every_field_is_reached(attacked: Attack, role: str) -> None:
    fields = list_fields(read_schema())
    # subscriptions are not answered over POST; what they tell is an Export, which queries and mutations tell too
    assert "Subscription.exportProgress" not in fields
    assert {"Query.viewer", "Mutation.cancelExport", "Customer.companyName", "CohortCell.interval"} <= fields
    refused = {field for field in fields if role != "OWNER" and field.startswith(FOR_OWNERS)}
    assert len(refused) == (0 if role == "OWNER" else 20)
    assert attacked.verdict.reached == fields - refused


def test_log_lines_tell_nothing(attacked: Attack, secrets: list[Secret]) -> None:
    assert attacked.log.count("/graphql") >= EXAMPLES
    assert Watch(secrets).names_within(attacked.log) == []


def test_what_an_owner_reads_is_found_where_a_contributor_reads_it(
    attacked: Attack, role: str, secrets: list[Secret]
) -> None:
    if role == "OWNER":
        found = judge(attacked.shots, read_schema(), "CONTRIBUTOR", Watch(secrets)).findings
        unmasked = {each.partition(": ")[2] for each in found if each.endswith("neither null nor masked")}
        assert unmasked == {f"{place} is neither null nor masked" for place in PERSONAL_PLACES}
        told = {each.partition("text of the answer: ")[2] for each in found}
        assert {column for column in PERSON if any(name.startswith(f"{column} of ") for name in told)} == WORDED


def test_a_planted_name_is_found(planted_home: Path, secrets: list[Secret], tmp_path: Path) -> None:
    found = attack(planted_home, tmp_path, "CONTRIBUTOR", secrets, FEW).verdict.findings
    name = planted_secret(secrets).name
    told = {finding.partition(": ")[2] for finding in found}
    assert f"text of the answer: {name}" in told
    assert {f"Customer.state is {name}", f"CustomerFilterOptions.states is {name}"} & told
    assert all(each.endswith(name) for each in told)
