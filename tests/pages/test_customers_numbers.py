"""Every widget of the customers page shows the numbers that the API answers, which the page asks for once."""

from typing import Any

import pytest
from playwright.sync_api import Page, Request, expect

from tests.pages.customers import (
    LAST_6,
    MEASURES,
    band_rows,
    country_rows,
    detail_rows,
    leader_rows,
    plan_rows,
    summary_cards,
    summary_rows,
    trend_rows,
    type_rows,
)
from tests.pages.reading import expect_numbers, expect_rows, widget
from tests.pages.serving import Served


def _choose(page: Page, name: str, tab: str) -> None:
    widget(page, name).get_by_role("radio", name=tab, exact=True).click()


def _expect_overview(page: Page, served: Served, role: str) -> None:
    def ask(name: str) -> Any:
        return served.ask(role, name, LAST_6)["customerDashboard"]

    found = ask("customer-summary")
    summary = widget(page, "customer-summary")
    expect(summary.locator(".card dd")).to_have_text(summary_cards(found["summary"]))
    expect_numbers(summary, summary_rows(found["trend"]))
    expect_numbers(widget(page, "customer-trends"), trend_rows(ask("customer-trends")["trend"]))
    expect_rows(widget(page, "customer-by-geography"), country_rows(ask("customer-by-geography")["geography"]))
    expect_numbers(widget(page, "orders-by-plans"), plan_rows(ask("orders-by-plans")["ordersByPlan"]))
    expect_numbers(widget(page, "seats-by-plans"), plan_rows(ask("seats-by-plans")["seatsByPlan"]))
    expect(widget(page, "customer-profile")).to_contain_text("Choose a customer in the leader board")


def _expect_measures(page: Page, served: Served, role: str) -> None:
    bands = served.ask(role, "customers-by-orders-and-usage", LAST_6)["customerDashboard"]
    leaders = served.ask(role, "leader-board", LAST_6)["customerDashboard"]
    types = served.ask(role, "orders-and-usage-by-customer-type", LAST_6)["customerDashboard"]
    for tab, name in MEASURES.items():
        _choose(page, "customers-by-orders-and-usage", tab)
        expect_numbers(widget(page, "customers-by-orders-and-usage"), band_rows(bands[f"concentrationBy{name}"]))
        _choose(page, "leader-board", tab)
        expect_rows(widget(page, "leader-board"), leader_rows(leaders[f"leadersBy{name}"]))
        _choose(page, "orders-and-usage-by-customer-type", tab)
        expect_numbers(widget(page, "orders-and-usage-by-customer-type"), type_rows(types[f"typesBy{name}"]))


@pytest.mark.parametrize("role", ["OWNER", "CONTRIBUTOR"])
def test_numbers_are_those_of_the_api_and_asked_for_once(
    role: str, served: Served, request: pytest.FixtureRequest
) -> None:
    page: Page = request.getfixturevalue(role.lower())
    asked: list[Request] = []
    page.on("request", lambda each: asked.append(each) if each.url.endswith("/graphql") else None)
    page.goto("/customers")
    _expect_overview(page, served, role)
    found = served.ask(role, "customer-details", LAST_6)["customers"]
    details = widget(page, "customer-details")
    expect_rows(details, detail_rows(found["nodes"], role == "OWNER"))
    expect(details.get_by_role("navigation").get_by_role("status")).to_have_text(f"1–50 of {found['totalCount']:,}")
    _expect_measures(page, served, role)
    assert len(asked) == 1


def test_opens_on_the_first_measure_that_there_is_something_of(owner: Page, served: Served) -> None:
    offers = served.ask("OWNER", "{ offers(first: 1000) { nodes { offerId offerType } } }")["offers"]["nodes"]
    machines = [offer["offerId"] for offer in offers if offer["offerType"] == "vm core image"]
    variables = {**LAST_6, "filter": {"offerId": machines}}
    bands = served.ask("OWNER", "customers-by-orders-and-usage", variables)["customerDashboard"]
    assert bands["concentrationByOrders"]["total"] == "0"
    owner.goto("/customers?" + "&".join(f"offerId={offer}" for offer in machines))
    expect_numbers(widget(owner, "customers-by-orders-and-usage"), band_rows(bands["concentrationByNormalizedUsage"]))
    for name in ("customers-by-orders-and-usage", "leader-board", "orders-and-usage-by-customer-type"):
        expect(widget(owner, name).get_by_role("radio", name="Normalized usage")).to_be_checked()
    _choose(owner, "leader-board", "Orders")
    rows = widget(owner, "leader-board").locator("tbody tr").first
    expect(rows).to_contain_text("All customers")
    expect(rows.locator("td").last).to_have_text("0")


def test_says_why_there_is_nothing_to_show(owner: Page) -> None:
    owner.goto("/customers?subscriptionId=none-of-this-id")
    for name in ("customer-summary", "customer-by-geography", "customer-trends", "leader-board", "customer-details"):
        expect(widget(owner, name)).to_contain_text("No customers in this range under these filters.")
    for name in ("customers-by-orders-and-usage", "orders-by-plans", "orders-and-usage-by-customer-type"):
        expect(widget(owner, name)).to_contain_text("No orders in this range.")
