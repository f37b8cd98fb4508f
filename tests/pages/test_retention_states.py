"""The retention page's heat map and files, states without numbers, and how it reads without a mouse and on small screens."""

import csv
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from app.settings import ROOT
from domain.scope import Role
from tests.pages.personal import Watched
from tests.pages.reading import month, percent
from tests.pages.retention_figures import rows, widget
from tests.pages.serving import Served

OFFER = "anvil-batch-runner"
AXE = ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"
FIRST_COLUMN = {
    "retained-customers": "period",
    "offer-performance": "category",
    "period-retention": "period",
    "retention-customers": "accountId",
    "active-customers": "offersPerCustomer",
    "potential-revenue": "period",
    "retention-heat-map": "month",
}


def _cohorts(served: Served, role: Role, mature: bool) -> list[dict[str, Any]]:
    variables = {"offer": {"offerId": [OFFER]}, "matureOnly": mature}
    found: list[dict[str, Any]] = served.ask(role, "retention-heat-map", variables)["offers"]["nodes"][0]["retention"][
        "heatMap"
    ]["rows"]
    return found


def _told(row: dict[str, Any], cell: dict[str, Any]) -> str:
    interval = cell["interval"]
    text = (
        f"{month(row['month'])}, {cell['offset']}M: {percent(cell['score'])}, {cell['retained']} of {row['size']} customers,"
        f" 95 % interval {percent(interval['low'])} – {percent(interval['high'])}"
    )
    return f"{text}; this month is not over" if cell["partial"] else text


@pytest.mark.parametrize("role", list(Role))
def test_the_heat_map_tells_each_cell_and_hides_what_is_not_mature(
    request: pytest.FixtureRequest, served: Served, role: Role
) -> None:
    page: Page = request.getfixturevalue(role.value.lower())
    page.goto(f"/retention?offer={OFFER}")
    section = widget(page, "retention-heat-map")
    cohorts = _cohorts(served, role, mature=False)
    told = section.locator("[data-told]")
    partial = cohorts[3]["cells"][-1]
    section.locator(f'[data-cell="3 {partial["offset"]}"]').hover()
    expect(told).to_have_text(_told(cohorts[3], partial))
    assert partial["partial"]
    page.mouse.move(0, 0)
    section.locator('[data-cell="0 0"]').focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    expect(told).to_have_text(_told(cohorts[1], cohorts[1]["cells"][1]))
    section.get_by_label("Mature only").check()
    mature = _cohorts(served, role, mature=True)
    expect(section.locator("tbody tr")).to_have_count(len(mature))
    widget(page, "retention-heat-map")
    assert [row[0] for row in rows(section)] == [month(row["month"]) for row in mature]
    assert len(mature) < len(cohorts)


@pytest.mark.parametrize("role", list(Role))
def test_every_widget_with_a_report_is_downloaded(request: pytest.FixtureRequest, role: Role) -> None:
    page: Page = request.getfixturevalue(role.value.lower())
    page.goto(f"/retention?offer={OFFER}")
    for name, column in FIRST_COLUMN.items():
        section = widget(page, name)
        section.get_by_role("button", name="Menu of").click()
        with page.expect_download() as found:
            section.get_by_role("menuitem", name="Download data as CSV").click()
        lines = found.value.path().read_text().splitlines()
        assert lines[0].split(",")[0] == column
        assert len(lines) > 1
    section = widget(page, "offer-performance")
    section.get_by_role("button", name="Menu of").click()
    with page.expect_download() as found:
        section.get_by_role("menuitem", name="Download offers by score as CSV").click()
    lines = found.value.path().read_text().splitlines()
    assert (lines[0], len(lines)) == ("from,to,offers", 12)
    section = widget(page, "recommendations")
    section.get_by_role("button", name="Menu of").click()
    expect(section.get_by_role("menuitem", name="Save as picture")).to_be_visible()
    expect(section.get_by_role("menuitem", name="Download data")).to_have_count(0)
    page.keyboard.press("Escape")
    section = widget(page, "retention-details")
    section.get_by_role("button", name="Menu of").click()
    section.get_by_role("menuitem", name="Download data as CSV").click()
    expect(page.get_by_text("Customer retention details: the file is being made.")).to_be_visible()


def _save_offers(page: Page) -> list[dict[str, str]]:
    section = widget(page, "my-offers")
    section.get_by_role("button", name="Menu of").click()
    with page.expect_download() as found:
        section.get_by_role("menuitem", name="Download data as CSV").click()
    assert found.value.suggested_filename == "my-offers.csv"
    with found.value.path().open(newline="") as file:
        return list(csv.DictReader(file))


def test_my_offers_are_saved_as_they_are_shown(contributor: Page, served: Served) -> None:
    contributor.goto(f"/retention?offer={OFFER}")
    section = widget(contributor, "my-offers")
    asked = [_line(offer) for offer in served.ask(Role.CONTRIBUTOR, "my-offers")["offerOverview"]]
    assert _save_offers(contributor) == asked
    section.get_by_role("button", name="Indicator").click()
    shown = [row[0] for row in rows(section)]
    saved = _save_offers(contributor)
    assert [f"{each['name']} {each['category']}" for each in saved] == shown
    assert saved != asked
    assert sorted(each["name"] for each in saved) == sorted(each["name"] for each in asked)


def test_a_name_that_a_spreadsheet_would_run_is_saved_harmless(owner: Page, served: Served) -> None:
    names = ["=1+1", '+"2"', "-3", "@4", " \u00a0=5", "\uff1d6", "\t7", "Eight = 8", 'Nine, "9"']

    def rename(route: Route) -> None:
        # Playwright sends no secure cookie over plain HTTP
        token = {"authorization": f"Bearer {served.tokens[Role.OWNER]}"}
        answer = route.fetch(headers={**route.request.headers, **token})
        body = answer.json()
        for offer, name in zip((body.get("data") or {}).get("offerOverview", ()), names, strict=False):
            offer["offer"]["name"] = name
        route.fulfill(response=answer, json=body)

    owner.route("**/graphql", rename)
    owner.goto(f"/retention?offer={OFFER}")
    saved = [each["name"] for each in _save_offers(owner)]
    assert saved == [f"'{name}" for name in names[:7]] + names[7:]


def _line(offer: dict[str, Any]) -> dict[str, str]:
    """The cells of an offer, numbers as a script writes them."""
    interval = offer.pop("interval") or {}
    row = offer.pop("offer") | offer | {"intervalLow": interval.get("low"), "intervalHigh": interval.get("high")}
    return {name: "" if value is None else str(value).removesuffix(".0") for name, value in row.items()}


def test_what_there_is_no_number_for_says_why(owner: Page, served: Served) -> None:
    owner.goto("/retention?offer=vaultline")
    expect(widget(owner, "retained-customers")).to_contain_text(
        "Nobody first used Vaultline between Apr 20, 2025 and Sep 5, 2026."
    )
    expect(widget(owner, "retention-details")).to_contain_text("Nobody used this offer in the last 18 months")
    owner.goto("/retention?offer=none-such")
    expect(widget(owner, "retained-customers")).to_contain_text("No offer of this id is visible here.")
    assert len(rows(widget(owner, "my-offers"))) == len(served.ask(Role.OWNER, "my-offers")["offerOverview"])
    owner.goto(f"/retention?offer={OFFER}&segment.country=Atlantis")
    expect(widget(owner, "period-retention")).to_contain_text("Nobody in this segment first used Anvil Batch Runner")
    owner.goto("/retention?offer=papertrail-signing&granularity=WEEK")
    section = widget(owner, "retention-customers")
    section.get_by_label("Normalized week").select_option("0")
    section.get_by_role("radio", name="Dormant").click()
    expect(section).to_contain_text("Nobody is dormant on Week 0: all 52 customers who have got so far used the offer.")


def test_an_error_says_its_code_and_can_be_tried_again(owner_visit: Watched) -> None:
    page = owner_visit.page
    page.goto(f"/retention?offer={OFFER}")
    section = widget(page, "retention-heat-map")

    def refuse(route: Route) -> None:
        error = {"message": "It took too long. Ask for less.", "extensions": {"code": "TIMEOUT", "requestId": "r-1"}}
        route.fulfill(json={"errors": [error], "data": None})

    page.route("**/graphql", refuse)
    section.get_by_label("Mature only").check()
    expect(section.get_by_role("alert")).to_contain_text("TIMEOUT It took too long. Ask for less.")
    expect(widget(page, "retained-customers").locator(".card")).to_have_count(5)
    page.unroute("**/graphql")
    section.get_by_role("button", name="Try again").click()
    expect(section.locator("[data-cell]").first).to_be_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nothing_hinders_a_screen_reader(owner: Page, theme: Any) -> None:
    owner.emulate_media(color_scheme=theme, reduced_motion="reduce")
    owner.goto(f"/retention?offer={OFFER}&segment.billingType=Paid&segment.excludeTrials=true")
    widget(owner, "retention-details")
    owner.evaluate(AXE.read_text())
    found = owner.evaluate("axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] })")["violations"]
    assert [(each["id"], each["nodes"][0]["html"]) for each in found if each["impact"] in ("serious", "critical")] == []


def test_a_narrow_screen_scrolls_tables_and_not_the_page(contributor: Page) -> None:
    contributor.set_viewport_size({"width": 360, "height": 740})
    contributor.goto(f"/retention?offer={OFFER}")
    widget(contributor, "retention-details")
    assert contributor.evaluate("document.documentElement.scrollWidth") == 360
