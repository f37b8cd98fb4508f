"""The customers page on narrow and wide screens, in light and in dark, for those who do not see it."""

from playwright.sync_api import Page, expect

from app.settings import ROOT
from tests.pages.reading import widget

_AXE = ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"


def _open(page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.goto("/customers")
    expect(widget(page, "customer-by-geography").locator("canvas")).to_be_visible()
    expect(widget(page, "customer-details").locator("tbody tr")).to_have_count(50)


def test_nothing_lies_beyond_the_screen(contributor: Page) -> None:
    _open(contributor)
    for width in (3840, 768, 390, 360):
        contributor.set_viewport_size({"width": width, "height": 900})
        contributor.wait_for_function("width => document.documentElement.scrollWidth <= width", arg=width)


def test_axe_finds_nothing_serious(owner: Page) -> None:
    _open(owner)
    for section in owner.locator("details").all():
        section.evaluate("details => { details.open = true }")
    owner.evaluate(_AXE.read_text())
    for scheme in ("light", "dark"):
        owner.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        expect(owner.locator("html")).to_have_attribute("data-theme", scheme)
        found = owner.evaluate("axe.run(document, { resultTypes: ['violations'] })")["violations"]
        serious = [each for each in found if each["impact"] in ("serious", "critical")]
        assert [(each["id"], [node["html"] for node in each["nodes"]][:3]) for each in serious] == []
