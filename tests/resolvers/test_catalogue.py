"""The viewer, the data, offers, plans, customers and global ids through the API."""

from pathlib import Path

from domain.scope import Role
from tests.parts import make_house, write_part
from tests.resolvers.world import AS_OF, open_client, small_tables

VAULT, ARCHIVE, OPEN_CUSTOMER = "T2ZmZXI6bzE=", "T2ZmZXI6bzI=", "Q3VzdG9tZXI6YzE="


def test_the_viewer_is_whoever_asks(tmp_path: Path) -> None:
    client = open_client(tmp_path, Role.CONTRIBUTOR)
    assert client.body("{ viewer { name role publisher { publisherId name timeZone } } }") == {
        "viewer": {
            "name": "tester",
            "role": "CONTRIBUTOR",
            "publisher": {"publisherId": "acme", "name": "Acme", "timeZone": "Europe/Berlin"},
        }
    }


def test_the_dataset_says_what_answers(tmp_path: Path) -> None:
    query = """{ dataset {
        asOf snapshot builtAt lastLoadedAt staleAfter firstDay lastDay customers orders usageDays
    } }"""
    assert open_client(tmp_path).body(query) == {
        "dataset": {
            "asOf": "2024-08-31",
            "snapshot": "2024-08-31T00-00-00Z",
            "builtAt": "2024-08-31T00:00:00+00:00",
            "lastLoadedAt": "2024-08-30T12:00:00+00:00",
            "staleAfter": "2024-09-01T12:00:00+00:00",
            "firstDay": "2024-01-10",
            "lastDay": "2024-05-02",
            "customers": 3,
            "orders": 3,
            "usageDays": 6,
        }
    }


def test_offers_come_with_plans_and_categories(tmp_path: Path) -> None:
    query = """{
        categories { name offerCount }
        offers(filter: {category: ["STORAGE "]}, orderBy: [{field: NAME, direction: DESC}]) {
            nodes { id offerId name offerType category productUrl plans { planId name billingType offer { name } } }
        }
    }"""
    assert open_client(tmp_path).body(query) == {
        "categories": [{"name": "Storage", "offerCount": 2}],
        "offers": {
            "nodes": [
                {
                    "id": VAULT,
                    "offerId": "o1",
                    "name": "Vault",
                    "offerType": "Virtual Machine",
                    "category": "Storage",
                    "productUrl": "https://vault",
                    "plans": [
                        {"planId": "p1", "name": "Basic", "billingType": "Paid", "offer": {"name": "Vault"}},
                        {"planId": "p2", "name": "Gold", "billingType": "Paid", "offer": {"name": "Vault"}},
                    ],
                },
                {
                    "id": ARCHIVE,
                    "offerId": "o2",
                    "name": "Archive",
                    "offerType": None,
                    "category": "Storage",
                    "productUrl": None,
                    "plans": [{"planId": "p1", "name": None, "billingType": None, "offer": {"name": "Archive"}}],
                },
            ]
        },
    }


def test_one_offer_or_none(tmp_path: Path) -> None:
    query = '{ one: offer(offerId: "o1") { name } none: offer(offerId: "O1") { name } }'
    assert open_client(tmp_path).body(query) == {"one": {"name": "Vault"}, "none": None}


def test_a_customer_has_a_profile_and_offers(tmp_path: Path) -> None:
    query = """{ customer(customerId: "c1") {
        id customerId billingAccountId companyName firstName lastName email addressLine1 city postalCode
        state country countryCode language customerType dateAcquired dateLost isActive personalData
        offers { totalCount nodes { offerId } pageInfo { hasNextPage hasPreviousPage } }
    } none: customer(customerId: "x") { id } }"""
    assert open_client(tmp_path).body(query) == {
        "customer": {
            "id": OPEN_CUSTOMER,
            "customerId": "c1",
            "billingAccountId": "a1",
            "companyName": "Contoso",
            "firstName": "Ada",
            "lastName": "Byron",
            "email": None,
            "addressLine1": None,
            "city": "Bonn",
            "postalCode": None,
            "state": None,
            "country": "Germany",
            "countryCode": "DE",
            "language": None,
            "customerType": None,
            "dateAcquired": "2024-07-10",
            "dateLost": None,
            "isActive": True,
            "personalData": "VISIBLE",
            "offers": {
                "totalCount": 1,
                "nodes": [{"offerId": "o1"}],
                "pageInfo": {"hasNextPage": False, "hasPreviousPage": False},
            },
        },
        "none": None,
    }


def test_global_ids_find_their_nodes_again(tmp_path: Path) -> None:
    query = """query($ids: [ID!]!, $id: ID!) {
        node(id: $id) { __typename ... on Offer { name } }
        nodes(ids: $ids) { id __typename ... on Customer { customerId } ... on Offer { offerId } }
    }"""
    unknown = "T2ZmZXI6bzk="
    garbage = ["", "?", "ü", "T2ZmZXI", "UGxhbjpwMQ==", "/w=="]
    client = open_client(tmp_path)
    assert client.body(query, id=VAULT, ids=[OPEN_CUSTOMER, unknown, ARCHIVE, *garbage, OPEN_CUSTOMER]) == {
        "node": {"__typename": "Offer", "name": "Vault"},
        "nodes": [
            {"id": OPEN_CUSTOMER, "__typename": "Customer", "customerId": "c1"},
            None,
            {"id": ARCHIVE, "__typename": "Offer", "offerId": "o2"},
            *[None for _ in garbage],
            {"id": OPEN_CUSTOMER, "__typename": "Customer", "customerId": "c1"},
        ],
    }


def test_another_publishers_ids_read_like_unknown_ones(tmp_path: Path) -> None:
    own = write_part(tmp_path, {"offers": [], "customers": []}, as_of=AS_OF)
    other = write_part(tmp_path, small_tables(), as_of=AS_OF, publisher_id="other", part_id="part-2")
    client = open_client(tmp_path, parts=[own, other], house=make_house(tmp_path))
    query = """query($ids: [ID!]!) {
        nodes(ids: $ids) { id } offer(offerId: "o1") { id } customer(customerId: "c1") { id } offers { totalCount }
    }"""
    assert client.body(query, ids=[VAULT, OPEN_CUSTOMER]) == {
        "nodes": [None, None],
        "offer": None,
        "customer": None,
        "offers": {"totalCount": 0},
    }


def test_too_many_ids_are_refused(tmp_path: Path) -> None:
    query = "query($ids: [ID!]!) { nodes(ids: $ids) { id } }"
    refused = [("BAD_INPUT", "ids: 1001 given; give at most 1000")]
    assert open_client(tmp_path).refusals(query, ids=[VAULT] * 1001) == refused
