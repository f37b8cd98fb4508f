"""The page's range and filters: applied to every widget, kept in the address, reset."""

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.pages.customers import country_rows, leader_rows, summary_cards, trend_rows
from tests.pages.personal import Watched
from tests.pages.reading import expect_numbers, expect_rows, month, widget
from tests.pages.serving import Served

_PAGE = """query ($range: MonthRange, $filter: CustomerFilter) {
  customerDashboard(range: $range, filter: $filter) {
    summary { active new existing churned growth { fromStart fromPrevious } }
    trend { month partial active new existing churned growth { fromStart fromPrevious } }
    geography { country customers share newCustomers orders normalizedHours rawHours }
    orders: leaderboard { ...Board }
    usage: leaderboard(measure: NORMALIZED_USAGE) { ...Board }
  }
  customers(range: $range, filter: $filter) { totalCount }
}
fragment Board on Leaderboard { total entries { rank value share customer { customerId companyName personalData } } }"""


def _bar(page: Page) -> Locator:
    return page.get_by_role("group", name="Range and filters")


def _expect_page(page: Page, served: Served, role: str, variables: dict[str, Any]) -> None:
    asked = served.ask(role, _PAGE, variables)
    found, total = asked["customerDashboard"], asked["customers"]["totalCount"]
    expect(widget(page, "customer-summary").locator(".card dd")).to_have_text(summary_cards(found["summary"]))
    expect_rows(widget(page, "customer-by-geography"), country_rows(found["geography"]))
    expect_numbers(widget(page, "customer-trends"), trend_rows(found["trend"]))
    leaders = next(found[name] for name in ("orders", "usage") if found[name]["total"] != "0")
    expect_rows(widget(page, "leader-board"), leader_rows(leaders))
    expect(widget(page, "customer-details").get_by_role("navigation")).to_contain_text(f"of {total:,}")


def _expect_total(page: Page, served: Served, role: str, variables: dict[str, Any]) -> None:
    asked = "query ($range: MonthRange, $filter: CustomerFilter) { customers(range: $range, filter: $filter) { totalCount } }"
    total = served.ask(role, asked, variables)["customers"]["totalCount"]
    expect(widget(page, "customer-details").get_by_role("navigation")).to_contain_text(f"of {total:,}")


def test_range_is_chosen_and_stays_in_the_address(owner: Page, served: Served) -> None:
    owner.goto("/customers")
    _bar(owner).get_by_role("radio", name="12 months").click()
    _expect_page(owner, served, "OWNER", {"range": {"preset": "LAST_12_MONTHS"}})
    assert owner.url.endswith("/customers?range=12")
    _bar(owner).get_by_role("radio", name="Custom").click()
    _bar(owner).get_by_label("To").select_option(label="Aug 2026")
    _bar(owner).get_by_label("From").select_option(label="May 2026")
    variables = {"range": {"months": {"from": "2026-05-01", "to": "2026-08-01"}}}
    _expect_page(owner, served, "OWNER", variables)
    owner.reload()
    _expect_total(owner, served, "OWNER", variables)
    shown = widget(owner, "customer-trends").locator("[data-numbers] tbody th")
    expect(shown).to_have_text([month(f"2026-0{number}-01") for number in range(5, 9)])
    owner.go_back()
    expect(_bar(owner).get_by_label("To")).to_have_value("2026-08")


@pytest.mark.parametrize("role", ["OWNER", "CONTRIBUTOR"])
def test_filters_take_several_values_and_are_reset(role: str, served: Served, request: pytest.FixtureRequest) -> None:
    page: Page = request.getfixturevalue(role.lower())
    page.goto("/customers")
    _bar(page).get_by_role("button", name="Country").click()
    panel = _bar(page).get_by_role("group", name="Country")
    panel.get_by_role("searchbox").fill("ger")
    expect(panel.get_by_role("checkbox")).to_have_count(1)
    panel.get_by_label("Germany").check()
    panel.get_by_role("searchbox").fill("fra")
    panel.get_by_label("France").check()
    filtered: dict[str, Any] = {"country": ["Germany", "France"]}
    usual = {"range": {"preset": "LAST_6_MONTHS"}}
    _expect_page(page, served, role, {**usual, "filter": filtered})
    expect(_bar(page).get_by_role("button", name="Country")).to_have_text(re.compile("2$"))
    expect(_bar(page).get_by_role("status")).to_have_text("1 filter applied")
    _bar(page).get_by_role("button", name="Customer type").click()
    _bar(page).get_by_label("organization").check()
    filtered["customerType"] = ["organization"]
    _expect_total(page, served, role, {**usual, "filter": filtered})
    page.reload()
    _expect_total(page, served, role, {**usual, "filter": filtered})
    expect(_bar(page).get_by_role("status")).to_have_text("2 filters applied")
    _bar(page).get_by_role("button", name="Reset filters").click()
    _expect_total(page, served, role, usual)
    assert page.url.endswith("/customers")


def test_plans_are_told_apart_by_their_offers(owner: Page, served: Served) -> None:
    plans = served.ask("OWNER", "customers-page-bar")["customerDashboard"]["filterOptions"]["plans"]
    plan = next(each for each in plans if [other["planId"] for other in plans].count(each["planId"]) > 1)
    offer = plan["offer"]
    owner.goto("/customers")
    _bar(owner).get_by_role("button", name="Plan").click()
    _bar(owner).get_by_label(f"{offer['name']} · {plan['name']}", exact=True).check()
    key = {"offerId": offer["offerId"], "planId": plan["planId"]}
    _expect_total(owner, served, "OWNER", {"range": {"preset": "LAST_6_MONTHS"}, "filter": {"plan": [key]}})


def test_subscriptions_beyond_the_first_are_searched_at_the_service(owner: Page, served: Served) -> None:
    asked = """{ customerDashboard { filterOptions { subscriptionIds(first: 1000) } } }"""
    found = served.ask("OWNER", asked)["customerDashboard"]["filterOptions"]["subscriptionIds"][-1]
    owner.goto("/customers")
    _bar(owner).get_by_role("button", name="Subscription").click()
    panel = _bar(owner).get_by_role("group", name="Subscription")
    expect(panel.get_by_role("checkbox")).to_have_count(50)
    panel.get_by_role("searchbox").fill(found)
    panel.get_by_label(found).check()
    variables = {"range": {"preset": "LAST_6_MONTHS"}, "filter": {"subscriptionId": [found]}}
    _expect_page(owner, served, "OWNER", variables)


def test_a_recommendation_leads_to_dormant_customers(contributor: Page, served: Served) -> None:
    asked = "{ offers(first: 1000) { nodes { offerId retention { recommendations { kind url } } } } }"
    offers = served.ask("CONTRIBUTOR", asked)["offers"]["nodes"]
    links = [each for offer in offers for each in offer["retention"]["recommendations"]]
    url = next(each["url"] for each in links if each["kind"] == "CONTACT_DORMANT_CUSTOMERS")
    offer_id = re.search(r"dormant\.offerId=([^&]+)", url)
    assert offer_id
    contributor.goto(url)
    dormant = {"offerId": offer_id[1], "granularity": "DAY", "period": 45}
    usual = {"range": {"preset": "LAST_6_MONTHS"}}
    _expect_page(contributor, served, "CONTRIBUTOR", {**usual, "filter": {"dormant": dormant}})
    chip = _bar(contributor).get_by_role("button", name="Remove the filter of dormant customers")
    expect(chip).to_have_text(re.compile(f"Dormant in day 45 of {offer_id[1]}"))
    chip.click()
    _expect_total(contributor, served, "CONTRIBUTOR", usual)


def test_what_the_api_refuses_is_told_in_its_words(owner_visit: Watched) -> None:
    page = owner_visit.page
    owner_visit.tolerated.append("Failed to load resource")
    page.goto("/customers?from=2026-05&to=2026-01")
    refused = widget(page, "customer-summary").get_by_role("alert")
    expect(refused).to_contain_text("BAD_INPUT")
    expect(refused.get_by_role("button", name="Try again")).to_be_visible()
    _bar(page).get_by_role("radio", name="6 months").click()
    expect(widget(page, "customer-summary").locator(".card")).to_have_count(6)
