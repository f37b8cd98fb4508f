"""Personal data that answers deliver: counted where values are completed, column by column or one by one."""

import asyncio
from pathlib import Path

import pytest

from domain.audit import Delivered
from domain.scope import Role
from resolvers.assembly import graphql_schema
from resolvers.context import Context, Publisher
from resolvers.deliveries import personal_fields
from resolvers.nodes import CUSTOMER, GlobalId
from tests.parts import PUBLISHER
from tests.resolvers.world import Client, open_client

ONE = GlobalId(CUSTOMER, "c1").text()
ALL = "companyName firstName lastName email addressLine1 city postalCode"
HELD = ("city", "companyName", "firstName", "lastName")
"""What is known of c1; nobody else may be seen."""


@pytest.fixture(scope="module")
def owner(tmp_path_factory: pytest.TempPathFactory) -> Client:
    return open_client(tmp_path_factory.mktemp("owner"))


def delivered(client: Client, query: str, **variables: object) -> Delivered:
    """What the answer to a document delivers."""
    context = Context(client.view, Publisher(PUBLISHER, "Acme", "UTC"), "request")
    asyncio.run(graphql_schema.execute(query, variable_values=variables, context_value=context))
    return context.deliveries.delivered()


@pytest.mark.parametrize(
    ("selected", "fields"),
    [
        (f"customers {{ nodes {{ customer {{ {ALL} }} }} }}", HELD),
        ("customers { nodes { customer { city } } }", ("city",)),
        ("customers { edges { node { customer { place: city } } } }", ("city",)),
        # offers are asked of a service: their customer is completed field by field
        ("customers { nodes { customer { lastName offers { totalCount } } } }", ("lastName",)),
        ("customers { nodes { customer { ...Who } } }", ("companyName", "firstName")),
        ("customers { nodes { customer { ... on Node { ... on Customer { city } } } } }", ("city",)),
        (f'node(id: "{ONE}") {{ ... on Customer {{ city }} }}', ("city",)),
        (f'nodes(ids: ["{ONE}", "{ONE}"]) {{ ... on Customer {{ city firstName }} }}', ("city", "firstName")),
        ('customer(customerId: "c1") { city offers { totalCount } }', ("city",)),
        ("customerDashboard { leaderboard { entries { customer { firstName } } } }", ("firstName",)),
        ('offer(offerId: "o1") { retention { customers { nodes { customers { city } } } } }', ("city",)),
        ('offer(offerId: "o1") { retention { details { nodes { customer { city } } } } }', ("city",)),
    ],
)
def test_visible_values_are_counted_wherever_they_stand(owner: Client, selected: str, fields: tuple[str, ...]) -> None:
    fragment = "fragment Who on Customer { companyName ... { firstName } }" if "...Who" in selected else ""
    assert delivered(owner, f"{{ {selected} }} {fragment}") == Delivered(fields, 1)


@pytest.mark.parametrize(
    "selected",
    [
        "customers { nodes { orders customer { customerId country personalData } } }",
        # nothing is known of c1's email, nobody may see c2 and c3
        "customers { nodes { customer { email addressLine1 postalCode } } }",
        'customer(customerId: "c2") { city }',
        'customer(customerId: "c3") { city offers { totalCount } }',
        "customers { nodes { customer { city @skip(if: true) customerId } } }",
        'customer(customerId: "nobody") { city }',
        "__schema { types { name } }",
        "dataset { customers }",
    ],
)
def test_what_is_hidden_masked_or_unknown_is_not_delivered(owner: Client, selected: str) -> None:
    assert delivered(owner, f"{{ {selected} }}") == Delivered()


@pytest.mark.parametrize("shown", [True, False])
def test_what_is_left_out_by_a_variable_is_not_delivered(owner: Client, shown: bool) -> None:
    query = "query($shown: Boolean!) { customers { nodes { customer { customerId city @include(if: $shown) } } } }"
    for _ in range(2):
        assert delivered(owner, query, shown=shown) == (Delivered(("city",), 1) if shown else Delivered())


def test_nothing_is_delivered_to_a_contributor(tmp_path: Path) -> None:
    client = open_client(tmp_path, Role.CONTRIBUTOR)
    for offers in ("", "offers { totalCount }"):
        assert delivered(client, f"{{ customers {{ nodes {{ customer {{ {ALL} {offers} }} }} }} }}") == Delivered()


def test_answers_made_at_once_are_counted_apart(owner: Client) -> None:
    async def ask() -> list[Delivered]:
        contexts = [Context(owner.view, Publisher(PUBLISHER, "Acme", "UTC"), "request") for _ in range(6)]
        documents = ["{ customers { nodes { customer { city offers { totalCount } } } } }", "{ dataset { orders } }"]
        asked = [
            graphql_schema.execute(documents[number % 2], context_value=context)
            for number, context in enumerate(contexts)
        ]
        await asyncio.gather(*asked)
        return [context.deliveries.delivered() for context in contexts]

    assert asyncio.run(ask()) == [Delivered(("city",), 1), Delivered()] * 3


def test_customers_alone_have_personal_fields() -> None:
    kinds = {name: kind for name, kind in graphql_schema._schema.type_map.items() if hasattr(kind, "interfaces")}
    found = {name: sorted(personal_fields(kind)) for name, kind in kinds.items() if personal_fields(kind)}
    assert found == {"Customer": sorted(ALL.split())}
