"""Pages through the API: every row once, both ways; counted only when asked; going on where they began."""

from pathlib import Path
from typing import Any

import pytest

from tests.parts import write_part
from tests.resolvers.world import AS_OF, Client, open_client, small_tables

FORWARD = """query($first: Int, $after: String) { customers(first: $first, after: $after) {
    edges { cursor node { customer { customerId } } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
} }"""
BACKWARD = FORWARD.replace("first", "last").replace("after", "before")
NEWEST_FIRST = ["c2", "c1", "c3"]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Client:
    return open_client(tmp_path_factory.mktemp("home"))


def ids(page: Any) -> list[str]:
    """The customers of a page."""
    return [edge["node"]["customer"]["customerId"] for edge in page["edges"]]


def test_forward_and_backward_show_every_row_once(client: Client) -> None:
    for query, place, expected in (
        (FORWARD, "endCursor", [["c2", "c1"], ["c3"]]),
        (BACKWARD, "startCursor", [["c1", "c3"], ["c2"]]),
    ):
        size, cursor = ("first", "after") if query is FORWARD else ("last", "before")
        one = client.body(query, **{size: 2})["customers"]
        two = client.body(query, **{size: 2, cursor: one["pageInfo"][place]})["customers"]
        assert [ids(one), ids(two)] == expected
        assert one["pageInfo"]["startCursor"] == one["edges"][0]["cursor"]
        assert one["pageInfo"]["endCursor"] == one["edges"][-1]["cursor"]
        shown = [(page["pageInfo"]["hasPreviousPage"], page["pageInfo"]["hasNextPage"]) for page in (one, two)]
        assert shown == ([(False, True), (True, False)] if query is FORWARD else [(True, False), (False, True)])


def test_an_empty_page_has_no_cursors(client: Client) -> None:
    query = "{ offers(filter: {offerId: []}) { nodes { id } edges { cursor } totalCount pageInfo { startCursor endCursor } } }"
    assert client.body(query)["offers"] == {
        "nodes": [],
        "edges": [],
        "totalCount": 0,
        "pageInfo": {"startCursor": None, "endCursor": None},
    }


@pytest.mark.parametrize(
    "selection",
    [
        "totalCount",
        "n: totalCount",
        "nodes { orders } ... { totalCount }",
        "... on CustomerDetailConnection { totalCount }",
        "...Count",
    ],
)
def test_the_total_is_found_wherever_it_is_selected(client: Client, selection: str) -> None:
    fragment = "fragment Count on CustomerDetailConnection { ... { totalCount } }" if "Count" in selection[:8] else ""
    page = client.body(f"{{ customers(first: 1) {{ {selection} }} }} {fragment}")["customers"]
    assert page.get("totalCount", page.get("n")) == 3


def test_paging_goes_on_in_the_part_it_began_in_with_all_that_hangs_below(tmp_path: Path) -> None:
    query = """query($after: String) { customers(first: 1, after: $after) {
        nodes { customer { customerId offers { nodes { name plans { name } retention { base { accounts } } } } } }
        pageInfo { endCursor }
    } offers { totalCount } }"""
    began = open_client(tmp_path)
    cursor = began.body(query)["customers"]["pageInfo"]["endCursor"]
    later = small_tables()
    renamed = {
        **later,
        "offers": [
            {"offer": 0, "offer_id": "o0", "name": "New", "category": "Storage"},
            {"offer": 1, "offer_id": "o00", "name": "Newer", "category": "Storage"},
        ],
        "account_days": [],
        "plans": [],
    }
    part = write_part(tmp_path, {**renamed, "offers": renamed["offers"]}, as_of=AS_OF, part_id="part-2")
    client = open_client(tmp_path, parts=[part], house=began.view.house)
    answered = client.body(query, after=cursor)
    offer = {"name": "Vault", "plans": [{"name": "Basic"}, {"name": "Gold"}], "retention": {"base": {"accounts": 3}}}
    assert answered["customers"]["nodes"] == [{"customer": {"customerId": "c1", "offers": {"nodes": [offer]}}}]
    assert answered["offers"] == {"totalCount": 2}


def test_a_cursor_of_another_list_or_order_is_refused(client: Client) -> None:
    cursor = client.body("{ offers(first: 1) { pageInfo { endCursor } } }")["offers"]["pageInfo"]["endCursor"]
    other_list = "query($c: String) { customers(after: $c) { totalCount } }"
    other_order = "query($c: String) { offers(after: $c, orderBy: [{field: OFFER_ID}]) { totalCount } }"
    message = "the cursor is of another list or order; start again without `after` and `before`"
    for query in (other_list, other_order):
        assert client.refusals(query, c=cursor) == [("BAD_CURSOR", message)]


def test_a_cursor_whose_part_is_gone_says_start_again(client: Client, tmp_path: Path) -> None:
    cursor = client.body("{ offers(first: 1) { pageInfo { endCursor } } }")["offers"]["pageInfo"]["endCursor"]
    later = open_client(tmp_path, parts=[write_part(tmp_path, small_tables(), as_of=AS_OF, part_id="part-9")])
    message = "the cursor's data is no longer kept; start again without `after` and `before`"
    refused = later.refusals("query($c: String) { offers(after: $c) { totalCount } }", c=cursor)
    assert refused == [("BAD_CURSOR", message)]
