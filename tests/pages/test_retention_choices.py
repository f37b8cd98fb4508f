"""What is chosen on the retention page: offers, sorting, periods and segments, kept in the address."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from domain.scope import Role
from tests.pages.reading import NONE, short
from tests.pages.retention_figures import cards, numbers, rows, widget
from tests.pages.serving import Served

OFFER = "anvil-batch-runner"
ORDERS = {
    "Offer": "NAME",
    "Customers": "ELIGIBLE",
    "Score": "SCORE",
    "Benchmark": "BENCHMARK",
    "Rank": "RANK",
    "Change": "RANK_CHANGE",
    "Dormant": "DORMANT",
    "Revenue at stake": "REVENUE_AT_STAKE",
}


def _total(served: Served, role: Role, variables: dict[str, Any]) -> Any:
    node = served.ask(role, "retained-customers", {"offer": {"offerId": [OFFER]}, **variables})["offers"]["nodes"][0]
    return node["retention"]


def test_my_offers_sort_by_every_column_and_drive_the_page(owner: Page, served: Served) -> None:
    owner.goto("/retention")
    section = widget(owner, "my-offers")
    keys = section.locator("tbody tr")
    for title, field in ORDERS.items():
        for direction, told in (("ASC", "ascending"), ("DESC", "descending")):
            section.get_by_role("button", name=title, exact=True).click()
            expect(section.get_by_role("columnheader", name=title, exact=True)).to_have_attribute("aria-sort", told)
            asked = served.ask(Role.OWNER, "my-offers", {"offersOrder": [{"field": field, "direction": direction}]})
            for place, row in enumerate(asked["offerOverview"]):
                expect(keys.nth(place)).to_have_attribute("data-key", row["offer"]["offerId"])
    section.get_by_role("button", name="Indicator", exact=True).click()
    expect(section.get_by_role("columnheader", name="Indicator")).to_have_attribute("aria-sort", "ascending")
    signs = [row[4][0] for row in rows(section)]
    assert signs == sorted(signs, key="▼●▲–".index)
    assert {"▼", "▲", NONE} <= set(signs)
    worst = served.ask(Role.OWNER, "my-offers", {"offersOrder": [{"field": "SCORE"}]})["offerOverview"][0]
    section.get_by_role("button", name="Score", exact=True).click()
    expect(keys.first).to_have_attribute("data-key", worst["offer"]["offerId"])
    keys.first.click()
    expect(owner.get_by_label("Marketplace offer")).to_have_value(worst["offer"]["offerId"])
    expect(keys.first).to_have_attribute("aria-current", "true")
    assert f"offer={worst['offer']['offerId']}" in owner.url
    expect(widget(owner, "retained-customers").locator(".card-first dd")).to_have_text(short(worst["retained"]))


def test_an_offer_is_selected_by_the_keyboard(contributor: Page) -> None:
    contributor.goto("/retention")
    section = widget(contributor, "my-offers")
    section.get_by_role("button", name="Mossgate Firewall").press("Enter")
    expect(contributor.get_by_label("Marketplace offer")).to_have_value("mossgate-firewall")
    expect(section.locator("tr[aria-current]")).to_have_attribute("data-key", "mossgate-firewall")


def test_a_category_narrows_the_offers_and_opens_its_first(owner: Page, served: Served) -> None:
    owner.goto(f"/retention?offer={OFFER}")
    widget(owner, "my-offers")
    owner.get_by_role("combobox", name="Category").select_option("Security")
    asked = served.ask(Role.OWNER, "my-offers", {"category": "Security"})["offerOverview"]
    section = owner.locator('[data-widget="my-offers"]')
    expect(section.locator("tbody tr")).to_have_count(len(asked))
    first = served.ask(Role.OWNER, "retention-bar", {"offer": {"category": ["Security"]}})["offers"]["nodes"][0]
    picker = owner.get_by_label("Marketplace offer")
    expect(picker).to_have_value(first["offerId"])
    assert picker.locator("option").all_inner_texts() == [row["offer"]["name"] for row in asked]
    expect(owner.locator('[data-widget="active-customers"]')).to_contain_text("Of your offers in Security.")
    bars = served.ask(Role.OWNER, "active-customers", {"category": "Security"})["activeCustomers"]
    assert [each[-1] for each in numbers(widget(owner, "active-customers"))] == [str(bar["accounts"]) for bar in bars]
    picker.select_option("papertrail-signing")
    expect(widget(owner, "my-offers").locator("tr[aria-current]")).to_have_attribute("data-key", "papertrail-signing")
    owner.reload()
    widget(owner, "my-offers")
    expect(owner.get_by_role("combobox", name="Category")).to_have_value("Security")
    expect(picker).to_have_value("papertrail-signing")
    owner.go_back()
    expect(picker).to_have_value(first["offerId"])


def test_periods_change_titles_and_figures(owner: Page, served: Served) -> None:
    owner.goto(f"/retention?offer={OFFER}")
    section = widget(owner, "period-retention")
    for label, granularity, title in (("Weeks", "WEEK", "Weekly retention"), ("Months", "MONTH", "Monthly retention")):
        owner.get_by_role("radio", name=label).click()
        expect(section.get_by_role("heading", level=2)).to_have_text(title)
        expected = _total(served, Role.OWNER, {"granularity": granularity})
        found = cards(widget(owner, "retained-customers"))
        assert found[f"Total {granularity.capitalize()} {expected['horizon']}"] == short(expected["curve"]["total"])
        assert f"granularity={granularity}" in owner.url
    owner.get_by_role("radio", name="Days").click()
    expect(section.get_by_role("heading", level=2)).to_have_text("Daily retention")
    for title, field in (("Offer score", "score"), ("Benchmark", "benchmark")):
        section.get_by_role("button", name=title, exact=True).click()
        expect(section.get_by_role("columnheader", name=title)).to_have_attribute("aria-sort", "ascending")
        points = served.ask(Role.OWNER, "period-retention", {"offer": {"offerId": [OFFER]}})["offers"]["nodes"][0]
        shown = [each for each in points["retention"]["curve"]["points"] if each["period"] in (0, 1, 2, 14, 20, 30, 45)]
        assert [row[0] for row in rows(section)] == [
            f"Day {each['period']}" for each in sorted(shown, key=lambda each: each[field])
        ]
    revenue = widget(owner, "potential-revenue")
    revenue.get_by_role("radio", name="Daily").click()
    expect(revenue.locator("[data-chart]")).to_have_attribute(
        "aria-label", "Potential revenue by day after first use, daily"
    )


@pytest.mark.parametrize("role", list(Role))
def test_segments_are_chips_in_the_address(request: pytest.FixtureRequest, served: Served, role: Role) -> None:
    page: Page = request.getfixturevalue(role.value.lower())
    page.goto(f"/retention?offer={OFFER}")
    section = widget(page, "retained-customers")
    plan = served.ask(role, "retention-bar", {"offer": {"offerId": [OFFER]}})["offers"]["nodes"][0]["plans"][-1]
    bar = page.get_by_role("group", name="Segment")
    segment: dict[str, Any] = {}

    def check() -> None:
        expected = _total(served, role, {"segment": segment or None})["curve"]["points"][0]["retained"]
        expect(section.locator(".card dd").nth(1)).to_have_text(short(expected))

    def pick(picker: str, value: str) -> None:
        bar.get_by_role("button", name=picker, exact=True).click()
        bar.get_by_label(value, exact=True).check()
        page.keyboard.press("Escape")

    pick("Plan", plan["name"])
    segment["plan"] = [{"offerId": OFFER, "planId": plan["planId"]}]
    check()
    chips = page.get_by_role("list", name="Segment applied")
    expect(chips.get_by_role("listitem")).to_have_text([f"Plan: {plan['name']} ×", "Clear segment"])
    expect(widget(page, "offer-performance")).to_contain_text("there is no rank under a segment")
    bar.get_by_role("button", name="Without trials").click()
    bar.get_by_role("button", name="Without internal customers").click()
    segment |= {"excludeTrials": True, "excludeInternal": True}
    check()
    bar.get_by_label("First use from").fill("2025-08-01")
    segment["firstUsed"] = {"from": "2025-08-01"}
    check()
    pick("Country", "Germany")
    segment["country"] = ["Germany"]
    check()
    if (
        role is Role.OWNER
    ):  # a contributor's answers are looked through at the end, and are gone with the page that asked
        page.reload()
    check()
    expect(chips.get_by_role("listitem")).to_have_count(6)
    page.get_by_role("button", name="Remove Country: Germany").click()
    del segment["country"]
    check()
    page.get_by_role("button", name="Clear segment").click()
    segment.clear()
    check()
    expect(chips).to_have_count(0)
    pick("Billing type", plan["billingType"])
    pick("Channel", "Enterprise")
    segment |= {"billingType": [plan["billingType"]], "salesChannel": ["Enterprise"]}
    check()
    assert "segment.billingType=" in page.url and "segment.salesChannel=Enterprise" in page.url
