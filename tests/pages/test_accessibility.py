"""axe finds nothing serious on any page: on a desk's screen and a phone's, in light and dark."""

import json
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from app.settings import ROOT
from tests.pages.personal import Watched

AXE = ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]
FOUND = """async ([left, rules]) => (await axe.run({include: [document], exclude: left}, {runOnly: rules}))
    .violations.filter((each) => ["serious", "critical"].includes(each.impact))
    .map((each) => [each.id, each.nodes.slice(0, 5).map((node) => `${node.html.slice(0, 200)} ${node.failureSummary}`)])"""
SIZES = ((1440, 1000), (390, 800))


def examine(page: Page, *left: str) -> Any:
    """What axe finds serious on what is shown now, but for what some selectors name."""
    # through the debugger: the page's own policy lets no such script in
    page.evaluate(AXE.read_text())
    return page.evaluate(FOUND, [list(left), RULES])


@pytest.mark.parametrize("path", ["/customers", "/retention", "/downloads"])
def test_the_dashboards_can_be_used_by_everybody(owner: Page, path: str) -> None:
    found = {}
    for theme in ("light", "dark"):
        owner.emulate_media(color_scheme=theme, reduced_motion="reduce")
        for width, height in SIZES:
            owner.set_viewport_size({"width": width, "height": height})
            owner.goto(path)
            expect(owner.locator("[data-widget]").first).to_be_visible()
            expect(owner.locator("[aria-busy=true]")).to_have_count(0)
            for button in owner.locator(".widget .info").all():
                button.click()
            owner.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
            found[theme, width] = examine(owner)
    assert found == {shown: [] for shown in found}


def test_signing_in_can_be_used_by_everybody(visitor: Watched) -> None:
    page = visitor.page
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        page.goto("/sign-in")
        expect(page.get_by_label("Token")).to_be_visible()
        found = examine(page)
        assert not found, json.dumps(found, indent=1)


def test_graphiql_can_be_used_by_everybody(owner: Page) -> None:
    for theme in ("light", "dark"):
        owner.emulate_media(color_scheme=theme)
        owner.goto("/graphql?example=customer-summary")
        expect(owner.get_by_role("region", name="Operation Editor")).to_contain_text("CustomerSummary")
        # its tabs are buttons within tabs: that is how GraphiQL is written
        found = examine(owner, ".graphiql-tabs")
        assert not found, json.dumps(found, indent=1)
