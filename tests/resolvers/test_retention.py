"""The retention page through the API, over the small publisher: three accounts, one of them back on Day 45."""

from pathlib import Path
from typing import Any

import pytest

from tests.parts import write_part
from tests.resolvers.world import AS_OF, Client, open_client, small_tables


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Client:
    return open_client(tmp_path_factory.mktemp("home"))


def ask_retention(client: Client, selection: str, arguments: str = "") -> Any:
    """What the retention of the offer o1 answers."""
    query = f'{{ offer(offerId: "o1") {{ retention{arguments} {{ {selection} }} }} }}'
    return client.body(query)["offer"]["retention"]


def test_the_base_is_a_window_of_first_uses(client: Client) -> None:
    assert ask_retention(client, "granularity horizon base { from to accounts truncated }") == {
        "granularity": "DAY",
        "horizon": 45,
        "base": {"from": "2023-02-28", "to": "2024-07-17", "accounts": 3, "truncated": True},
    }


def test_granularity_and_segment_apply_to_all_of_it(client: Client) -> None:
    selection = "granularity horizon base { accounts } standing { rank } curve { total }"
    arguments = '(granularity: MONTH, segment: {country: ["germany", "UNKNOWN"]})'
    assert ask_retention(client, selection, arguments) == {
        "granularity": "MONTH",
        "horizon": 12,
        "base": {"accounts": 2},
        "standing": None,
        "curve": {"total": None},
    }


def test_points_of_the_curve(client: Client) -> None:
    selection = """curve { total points(periods: [0, 1, 45]) {
        period eligible retained dormant score benchmark benchmarkScope indicator significant revenue
    } }"""
    shared = {"eligible": 3, "benchmarkScope": "OWN_OFFERS", "indicator": "NEUTRAL", "significant": False}
    two_thirds, third = 2 / 3, 1 / 3
    assert ask_retention(client, selection)["curve"] == {
        "total": 1,
        "points": [
            {"period": 0, "retained": 3, "dormant": 0, "score": 1.0, "benchmark": 1.0, "revenue": "18", **shared},
            {
                "period": 1, "retained": 2, "dormant": 1, "score": two_thirds, "benchmark": two_thirds, "revenue": "7",
                **shared,
            },
            {"period": 45, "retained": 1, "dormant": 2, "score": third, "benchmark": third, "revenue": "20", **shared},
        ],
    }  # fmt: skip


def test_an_interval_beside_every_score(client: Client) -> None:
    point = ask_retention(client, "curve { points(upTo: 0) { period interval { low high } } }")["curve"]["points"]
    assert point == [{"period": 0, "interval": {"low": 0.4385029682449545, "high": 1.0}}]


def test_the_standing_in_the_category(client: Client) -> None:
    selection = """standing {
        category scope rank rankChange score totalOffers totalCustomers offersBehind meanScore medianScore
        distribution { from to offers }
    }"""
    standing = ask_retention(client, selection)["standing"]
    buckets = [(each["from"], each["to"], each["offers"]) for each in standing.pop("distribution")]
    assert standing == {
        "category": "Storage",
        "scope": "OWN_OFFERS",
        "rank": 1,
        "rankChange": 0,
        "score": 1 / 3,
        "totalOffers": 1,
        "totalCustomers": 3,
        "offersBehind": 0,
        "meanScore": 0.33,
        "medianScore": 0.33,
    }
    assert buckets == [*[(n / 10, (n + 1) / 10, int(n == 3)) for n in range(10)], (1.0, 1.0, 0)]


def test_the_accounts_behind_a_number(client: Client) -> None:
    selection = """customers(period: 1, status: DORMANT) { totalCount nodes {
        accountId customer { customerId companyName personalData } customers { customerId } plans { planId }
        billingTypes firstUsedOn lastUsedOn daysSinceLastUse revenue revenueOnDay
    } }"""
    assert ask_retention(client, selection)["customers"] == {
        "totalCount": 1,
        "nodes": [
            {
                "accountId": "a2",
                "customer": {"customerId": "c2", "companyName": None, "personalData": "NO_CONSENT"},
                "customers": [{"customerId": "c2"}],
                "plans": [{"planId": "p1"}],
                "billingTypes": ["Paid"],
                "firstUsedOn": "2024-03-01",
                "lastUsedOn": "2024-03-01",
                "daysSinceLastUse": 183,
                "revenue": "7",
                "revenueOnDay": "0",
            }
        ],
    }


def test_accounts_are_ordered_as_asked(client: Client) -> None:
    selection = """
        own: customers { nodes { accountId } }
        last: customers(orderBy: [{field: LAST_USED_ON, direction: DESC}]) { nodes { accountId } }
        company: customers(orderBy: [{field: COMPANY_NAME}]) { nodes { accountId } }
    """
    assert ask_retention(client, selection) == {
        "own": {"nodes": [{"accountId": "a1"}, {"accountId": "a2"}, {"accountId": "a3"}]},
        "last": {"nodes": [{"accountId": "a3"}, {"accountId": "a2"}, {"accountId": "a1"}]},
        # hidden and masked names sort as NULL, last
        "company": {"nodes": [{"accountId": "a1"}, {"accountId": "a2"}, {"accountId": "a3"}]},
    }


def test_what_went_dormant_was_worth(client: Client) -> None:
    selection = "potentialRevenue(upTo: 2) { period accounts accumulated daily }"
    assert ask_retention(client, selection)["potentialRevenue"] == [
        {"period": 1, "accounts": 1, "accumulated": "7", "daily": "7"},
        {"period": 2, "accounts": 2, "accumulated": "18", "daily": "7"},
    ]


def test_cohorts_by_month(client: Client) -> None:
    rows = ask_retention(client, "heatMap { rows { month size mature truncated cells { offset retained partial } } }")
    shown = [
        (row["month"], row["size"], row["mature"], row["truncated"], [cell["retained"] for cell in row["cells"]])
        for row in rows["heatMap"]["rows"]
    ]
    assert shown == [
        ("2024-01-01", 1, True, True, [1, 1, 0, 0, 0, 0, 0, 0]),
        ("2024-03-01", 1, True, False, [1, 0, 0, 0, 0, 0]),
        ("2024-05-01", 1, True, False, [1, 0, 0, 0]),
    ]


def test_days_of_usage(client: Client) -> None:
    selection = """details(first: 1) { totalCount pageInfo { hasNextPage } nodes {
        offer { offerId } plan { planId } billingType customer { customerId } currencyCode salesChannel
        firstUsedOn retainedOn daysFromFirstUse revenue revenueOnDay
    } }"""
    assert ask_retention(client, selection)["details"] == {
        "totalCount": 6,
        "pageInfo": {"hasNextPage": True},
        "nodes": [
            {
                "offer": {"offerId": "o1"},
                "plan": {"planId": "p1"},
                "billingType": "Paid",
                "customer": {"customerId": "c3"},
                "currencyCode": "EUR",
                "salesChannel": "Direct",
                "firstUsedOn": "2024-05-01",
                "retainedOn": "2024-05-02",
                "daysFromFirstUse": 1,
                "revenue": "3",
                "revenueOnDay": "2",
            }
        ],
    }


def test_recommendations_point_to_a_page_and_to_customers(client: Client) -> None:
    assert ask_retention(client, "recommendations { kind url }")["recommendations"] == [
        {"kind": "REVIEW_OFFER_PAGE", "url": "https://vault"},
        {
            "kind": "CONTACT_DORMANT_CUSTOMERS",
            "url": "/customers?dormant.offerId=o1&dormant.granularity=DAY&dormant.period=45",
        },
    ]


def test_offers_side_by_side(client: Client) -> None:
    query = """{ offerOverview(category: "storage", orderBy: [{field: RANK}]) {
        offer { offerId } eligible retained score benchmark indicator rank rankChange dormant revenueAtStake
    } }"""
    third = 1 / 3
    assert client.body(query)["offerOverview"] == [
        {
            "offer": {"offerId": "o1"},
            "eligible": 3, "retained": 1, "score": third, "benchmark": third, "indicator": "NEUTRAL",
            "rank": 1, "rankChange": 0, "dormant": 2, "revenueAtStake": "0",
        },
        {
            "offer": {"offerId": "o2"},
            "eligible": 0, "retained": 0, "score": None, "benchmark": None, "indicator": None,
            "rank": None, "rankChange": None, "dormant": 0, "revenueAtStake": "0",
        },
    ]  # fmt: skip


def test_active_customers_by_stay(client: Client) -> None:
    bars = client.body("{ activeCustomers { offersPerCustomer accounts buckets { label accounts } } }")[
        "activeCustomers"
    ]
    assert [(bar["offersPerCustomer"], bar["accounts"]) for bar in bars] == [
        ("1", 3), ("2", 0), ("3", 0), ("4", 0), ("5+", 0),
    ]  # fmt: skip
    assert bars[0]["buckets"] == [
        {"label": "0-30 days", "accounts": 2},
        {"label": "30-45 days", "accounts": 0},
        {"label": "45+ days", "accounts": 1},
    ]


def test_an_offer_without_usage_answers_with_nothing(client: Client) -> None:
    query = """{ offer(offerId: "o2") { retention {
        base { accounts } curve { total points { period } } standing { rank } potentialRevenue { period }
        heatMap { rows { month } } customers { totalCount } details { totalCount }
    } } }"""
    assert client.body(query)["offer"]["retention"] == {
        "base": {"accounts": 0},
        "curve": {"total": None, "points": []},
        "standing": None,
        "potentialRevenue": [],
        "heatMap": {"rows": []},
        "customers": {"totalCount": 0},
        "details": {"totalCount": 0},
    }


def test_paging_goes_on_in_the_part_it_began_in_where_the_offer_had_another_key(tmp_path: Path) -> None:
    began = open_client(tmp_path, parts=[write_part(tmp_path, small_tables(), as_of=AS_OF)])
    first = began.body(PAGE)["offer"]["retention"]["customers"]
    assert [node["accountId"] for node in first["nodes"]] == ["a1"]
    later = {name: shifted(rows) for name, rows in small_tables().items()}
    part = write_part(tmp_path, later, as_of=AS_OF, part_id="part-2")
    client = open_client(tmp_path, parts=[part], house=began.view.house)
    assert client.view.part.part_id == "part-2"
    rest = client.body(PAGE, after=first["pageInfo"]["endCursor"])["offer"]["retention"]["customers"]
    assert rest["nodes"] == [
        {"accountId": "a2", "customer": {"customerId": "c2", "offers": {"nodes": [{"name": "Vault"}]}}}
    ]


PAGE = """query($after: String) { offer(offerId: "o1") { retention { customers(first: 1, after: $after) {
    nodes { accountId customer { customerId offers { nodes { name } } } } pageInfo { endCursor }
} } } }"""


def shifted(rows: Any) -> list[dict[str, Any]]:
    """Rows of a later part, in which every key moved by ten."""
    keys = ("offer", "plan", "customer", "account")
    return [
        {name: value + 10 if name in keys and value is not None else value for name, value in row.items()}
        for row in rows
    ]
