"""Personal data through the API: a contributor never reads it, nor learns of it by a filter or an order."""

import pytest

from domain.scope import Role
from schema.orders import CustomerOrderField, RetentionCustomerOrderField, RetentionDetailOrderField
from services.masking import PERSONAL
from tests.resolvers.world import Client, open_client

PROFILE = "companyName firstName lastName email addressLine1 city postalCode personalData"
MASKED = dict.fromkeys(("companyName", "firstName", "lastName", "email", "addressLine1", "city", "postalCode"))


@pytest.fixture(scope="module")
def owner(tmp_path_factory: pytest.TempPathFactory) -> Client:
    return open_client(tmp_path_factory.mktemp("owner"))


@pytest.fixture(scope="module")
def contributor(tmp_path_factory: pytest.TempPathFactory) -> Client:
    return open_client(tmp_path_factory.mktemp("contributor"), Role.CONTRIBUTOR)


def test_an_owner_reads_who_gave_consent(owner: Client) -> None:
    nodes = owner.body(f"{{ customers {{ nodes {{ customer {{ customerId {PROFILE} }} }} }} }}")["customers"]["nodes"]
    assert [node["customer"] for node in nodes] == [
        {"customerId": "c2", **MASKED, "personalData": "NO_CONSENT"},
        {
            "customerId": "c1", **MASKED, "companyName": "Contoso", "firstName": "Ada", "lastName": "Byron",
            "city": "Bonn", "personalData": "VISIBLE",
        },
        {"customerId": "c3", **dict.fromkeys(MASKED, "************"), "personalData": "PROTECTED"},
    ]  # fmt: skip


def test_a_contributor_reads_nobody(contributor: Client) -> None:
    query = f"""{{
        customers {{ nodes {{ customer {{ {PROFILE} }} }} }}
        customerDashboard {{ leaderboard(top: 1) {{ entries {{ customer {{ {PROFILE} }} }} }} }}
        offer(offerId: "o1") {{ retention {{
            customers(first: 1) {{ nodes {{ customer {{ {PROFILE} }} customers {{ {PROFILE} }} }} }}
            details(last: 1) {{ nodes {{ customer {{ {PROFILE} }} }} }}
        }} }}
    }}"""
    hidden = {**MASKED, "personalData": "OWNER_ONLY"}
    protected = {**dict.fromkeys(MASKED, "************"), "personalData": "PROTECTED"}
    body = contributor.body(query)
    assert [node["customer"] for node in body["customers"]["nodes"]] == [hidden, hidden, protected]
    assert body["customerDashboard"]["leaderboard"]["entries"] == [{"customer": hidden}]
    assert body["offer"]["retention"] == {
        "customers": {"nodes": [{"customer": hidden, "customers": [hidden]}]},
        "details": {"nodes": [{"customer": hidden}]},
    }


@pytest.mark.parametrize("field", ["companyName", "name", "email", "city", "postalCode"])
def test_a_contributor_may_not_filter_by_personal_data(contributor: Client, field: str) -> None:
    variables = {"filter": {field: {"contains": "a"}}}
    for selection in (
        "customers(filter: $filter) { totalCount }",
        "customerDashboard(filter: $filter) { summary { total } trend { active } }",
        "customerDashboard(filter: $filter) { months { month } }",
    ):
        query = f"query($filter: CustomerFilter) {{ viewer {{ name }} {selection} }}"
        refusals = contributor.refusals(query, **variables)
        assert [code for code, _ in refusals] == ["FORBIDDEN_FIELD"]
        assert field in refusals[0][1]


@pytest.mark.parametrize("field", [name.upper() for name in PERSONAL])
def test_a_contributor_may_not_order_by_personal_data(contributor: Client, field: str) -> None:
    order = f"orderBy: [{{field: REVENUE}}, {{field: {field}}}]"
    lists = f"customers({order}) {{ totalCount }} details({order}) {{ totalCount }}"
    result = contributor.ask(f'{{ offer(offerId: "o1") {{ retention {{ {lists} }} }} }}')
    assert result.data == {"offer": None}
    assert {(error.extensions or {})["code"] for error in result.errors or []} == {"FORBIDDEN_FIELD"}
    refusals = contributor.refusals(f"{{ customers({order}) {{ nodes {{ orders }} }} }}")
    assert [code for code, _ in refusals] == ["FORBIDDEN_FIELD"]
    assert field in refusals[0][1]


def test_an_owner_may_order_by_every_field(owner: Client) -> None:
    details = [
        f"a{n}: customers(orderBy: [{{field: {each.name}}}]) {{ totalCount }}"
        for n, each in enumerate(CustomerOrderField)
    ]
    accounts = [
        f"b{n}: customers(orderBy: [{{field: {each.name}}}]) {{ totalCount }}"
        for n, each in enumerate(RetentionCustomerOrderField)
    ]
    days = [
        f"c{n}: details(orderBy: [{{field: {each.name}}}]) {{ totalCount }}"
        for n, each in enumerate(RetentionDetailOrderField)
    ]
    query = f'{{ {" ".join(details)} offer(offerId: "o1") {{ retention {{ {" ".join([*accounts, *days])} }} }} }}'
    body = owner.body(query)
    retention = body.pop("offer")["retention"]
    assert {page["totalCount"] for page in body.values()} == {3}
    assert {name[0]: page["totalCount"] for name, page in retention.items()} == {"b": 3, "c": 6}


def test_hidden_and_masked_values_match_nothing_and_sort_last_for_an_owner(owner: Client) -> None:
    query = """{
        hidden: customers(filter: {companyName: {contains: "abri"}}) { totalCount }
        masked: customers(filter: {name: {contains: "*"}}) { totalCount }
        full: customers(filter: {name: {in: ["ada BYRON"]}}) { totalCount }
        up: customers(orderBy: [{field: COMPANY_NAME}]) { nodes { customer { customerId } } }
        down: customers(orderBy: [{field: COMPANY_NAME, direction: DESC}]) { nodes { customer { customerId } } }
    }"""
    order = [{"customer": {"customerId": each}} for each in ("c1", "c2", "c3")]
    assert owner.body(query) == {
        "hidden": {"totalCount": 0},
        "masked": {"totalCount": 0},
        "full": {"totalCount": 1},
        "up": {"nodes": order},
        "down": {"nodes": order},
    }
