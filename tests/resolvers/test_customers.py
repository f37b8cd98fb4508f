"""The customers page through the API, over the small publisher: three customers, three orders."""

from typing import Any

import pytest

from tests.resolvers.world import Client, open_client

RANGE = '(range: {months: {from: "2024-07-15", to: "2024-09-30"}})'


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Client:
    return open_client(tmp_path_factory.mktemp("home"))


def ask_page(client: Client, selection: str, arguments: str = RANGE) -> Any:
    """What the customers page answers; its range is July and August 2024."""
    return client.body(f"{{ customerDashboard{arguments} {{ {selection} }} }}")["customerDashboard"]


def test_the_range_is_a_span_of_months_or_a_preset(client: Client) -> None:
    months = "months { month partial }"
    assert ask_page(client, months)["months"] == [
        {"month": "2024-07-01", "partial": False},
        {"month": "2024-08-01", "partial": False},
    ]
    assert len(ask_page(client, months, "")["months"]) == 7
    assert len(ask_page(client, months, "(range: {preset: LAST_3_MONTHS})")["months"]) == 4


def test_summary_and_trend(client: Client) -> None:
    selection = """
        summary { total active new existing churned growth { fromPrevious fromStart } }
        trend { month partial active new existing churned acquired reactivated growth { fromPrevious fromStart } }
    """
    page = ask_page(client, selection)
    assert page["summary"] == {
        "total": 3, "active": 3, "new": 1, "existing": 2, "churned": 0,
        "growth": {"fromPrevious": 0.5, "fromStart": 0.5},
    }  # fmt: skip
    assert page["trend"] == [
        {
            "month": "2024-07-01", "partial": False, "active": 2, "new": 1, "existing": 1, "churned": 0, "acquired": 1,
            "reactivated": 0, "growth": {"fromPrevious": 1.0, "fromStart": 0.0},
        },
        {
            "month": "2024-08-01", "partial": False, "active": 3, "new": 1, "existing": 2, "churned": 0, "acquired": 1,
            "reactivated": 0, "growth": {"fromPrevious": 0.5, "fromStart": 0.5},
        },
    ]  # fmt: skip


def test_geography(client: Client) -> None:
    selection = "geography { country countryCode customers share newCustomers orders normalizedHours rawHours }"
    third = 1 / 3
    shared = {"customers": 1, "share": third, "normalizedHours": "0", "rawHours": "0"}
    assert ask_page(client, selection)["geography"] == [
        {"country": "France", "countryCode": "FR", "newCustomers": 1, "orders": 1, **shared},
        {"country": "Germany", "countryCode": "DE", "newCustomers": 1, "orders": 2, **shared},
        {"country": None, "countryCode": None, "newCustomers": 0, "orders": 0, **shared},
    ]


def test_concentration(client: Client) -> None:
    selection = "concentration { measure total customers bands { percentile customers value cumulativeShare } }"
    concentration = ask_page(client, selection)["concentration"]
    bands = [
        (band["percentile"], band["customers"], band["value"], band["cumulativeShare"])
        for band in concentration.pop("bands")
    ]
    assert concentration == {"measure": "ORDERS", "total": "3", "customers": 3}
    assert bands[:4] == [(10, 1, "2", 2 / 3), (20, 0, "0", 2 / 3), (30, 0, "0", 2 / 3), (40, 1, "1", 1.0)]
    assert [band[1:] for band in bands[4:]] == [(0, "0", 1.0), (0, "0", 1.0), (1, "0", 1.0), *[(0, "0", 1.0)] * 3]


def test_the_leaderboard_breaks_each_customer_down(client: Client) -> None:
    selection = """leaderboard(top: 2) { measure total entries {
        rank value share customer { customerId offers { nodes { offerId } } }
        ordersByPlan(top: 1) { total slices { plan { planId } offer { offerId } value share } rest { plans value share } }
        seatsByPlan { total }
    } }"""
    assert ask_page(client, selection)["leaderboard"] == {
        "measure": "ORDERS",
        "total": "3",
        "entries": [
            {
                "rank": 1,
                "value": "2",
                "share": 2 / 3,
                "customer": {"customerId": "c1", "offers": {"nodes": [{"offerId": "o1"}]}},
                "ordersByPlan": {
                    "total": 2,
                    "slices": [{"plan": {"planId": "p1"}, "offer": {"offerId": "o1"}, "value": 1, "share": 0.5}],
                    "rest": {"plans": 1, "value": 1, "share": 0.5},
                },
                "seatsByPlan": {"total": 3},
            },
            {
                "rank": 2,
                "value": "1",
                "share": 1 / 3,
                "customer": {"customerId": "c2", "offers": {"nodes": [{"offerId": "o1"}]}},
                "ordersByPlan": {
                    "total": 1,
                    "slices": [{"plan": {"planId": "p1"}, "offer": {"offerId": "o1"}, "value": 1, "share": 1.0}],
                    "rest": None,
                },
                "seatsByPlan": {"total": 3},
            },
        ],
    }


def test_orders_and_seats_by_plan_of_one_customer_or_all(client: Client) -> None:
    selection = """
        all: ordersByPlan { total slices { plan { name } value } }
        one: seatsByPlan(customerId: "c2") { total }
        none: ordersByPlan(customerId: "x") { total slices { value } rest { plans } }
    """
    assert ask_page(client, selection) == {
        "all": {
            "total": 3,
            "slices": [{"plan": {"name": "Basic"}, "value": 2}, {"plan": {"name": "Gold"}, "value": 1}],
        },
        "one": {"total": 3},
        "none": {"total": 0, "slices": [], "rest": None},
    }


def test_by_customer_type(client: Client) -> None:
    selection = "byCustomerType { month partial new existing growth { fromPrevious fromStart } }"
    assert ask_page(client, selection)["byCustomerType"] == [
        {
            "month": "2024-07-01", "partial": False, "new": "0", "existing": "1",
            "growth": {"fromPrevious": None, "fromStart": 0.0},
        },
        {
            "month": "2024-08-01", "partial": False, "new": "0", "existing": "2",
            "growth": {"fromPrevious": 1.0, "fromStart": 1.0},
        },
    ]  # fmt: skip


def test_filter_options_are_what_occurs_in_the_range(client: Client) -> None:
    selection = """filterOptions {
        salesChannels customerTypes states languages subscriptionIds
        countries(search: "N", first: 2) offers(search: "vault") { offerId } plans { planId }
    }"""
    assert ask_page(client, selection)["filterOptions"] == {
        "salesChannels": ["Direct"],
        "customerTypes": ["Enterprise"],
        "states": ["unknown"],
        "languages": ["fr"],
        "subscriptionIds": [],
        "countries": ["France", "Germany"],
        "offers": [{"offerId": "o1"}],
        "plans": [{"planId": "p1"}, {"planId": "p2"}],
    }


def test_a_filter_applies_to_all_of_the_page(client: Client) -> None:
    arguments = '(filter: {companyName: {startsWith: "CON"}, plan: [{offerId: "o1", planId: "p2"}]})'
    selection = "summary { active } leaderboard { entries { customer { customerId } value } }"
    assert ask_page(client, selection, arguments) == {
        "summary": {"active": 1},
        "leaderboard": {"entries": [{"customer": {"customerId": "c1"}, "value": "1"}]},
    }


def test_customer_details_under_range_and_filter(client: Client) -> None:
    query = """query($range: MonthRange, $filter: CustomerFilter) { customers(range: $range, filter: $filter) {
        totalCount nodes {
            customer { customerId } dateAcquired dateLost isActive reactivated
            orders seats normalizedHours rawHours revenue salesChannels subscriptionIds
        }
    } }"""
    shared = {
        "dateLost": None,
        "isActive": True,
        "reactivated": False,
        "salesChannels": ["Direct"],
        "subscriptionIds": [],
    }
    may = {"months": {"from": "2024-05-01", "to": "2024-05-31"}}
    assert client.body(query, range=may)["customers"] == {
        "totalCount": 1,
        "nodes": [
            {
                "customer": {"customerId": "c3"}, "dateAcquired": "2024-05-01", "orders": 0, "seats": 0,
                "normalizedHours": "4", "rawHours": "2", "revenue": "3", **shared,
            }
        ],
    }  # fmt: skip
    assert client.body(query, filter={"country": ["germany"]})["customers"] == {
        "totalCount": 1,
        "nodes": [
            {
                "customer": {"customerId": "c1"}, "dateAcquired": "2024-07-10", "orders": 2, "seats": 3,
                "normalizedHours": "40", "rawHours": "20", "revenue": "35", **shared,
            }
        ],
    }  # fmt: skip


def test_a_range_of_both_kinds_or_of_none_is_refused(client: Client) -> None:
    query = "query($range: MonthRange) { customerDashboard(range: $range) { months { month } } }"
    both = {"preset": "LAST_3_MONTHS", "months": {"from": "2024-01-01", "to": "2024-02-01"}}
    assert [code for given in ({}, both) for code, _ in client.refusals(query, range=given)] == ["BAD_INPUT"] * 2


@pytest.mark.parametrize(
    ("selection", "message"),
    [
        ("concentration(bands: 7) { total }", "bands: 7; give 10, 20, 50 or 100"),
        ("leaderboard(top: 0) { total }", "top: 0; give 1 to 1000"),
        ("ordersByPlan(top: 1001) { total }", "top: 1001; give 1 to 1000"),
        ("filterOptions { states(first: 0) }", "first: 0; give 1 to 1000"),
    ],
)
def test_numbers_out_of_range_are_refused(client: Client, selection: str, message: str) -> None:
    assert client.refusals(f"{{ customerDashboard {{ {selection} }} }}") == [("BAD_INPUT", message)]
