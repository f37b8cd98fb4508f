"""The customers page on narrow and wide screens, in light and in dark, for those who do not see it."""

import pytest
from playwright.sync_api import Page, expect

from app.settings import ROOT
from tests.pages.reading import widget

_AXE = ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"


def _open(page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.goto("/customers")
    expect(widget(page, "customer-by-geography").locator("canvas")).to_be_visible()
    expect(widget(page, "customer-details").locator("tbody tr")).to_have_count(50)


@pytest.mark.parametrize("width", [360, 390, 768, 3840])
def test_nothing_lies_beyond_the_screen(width: int, contributor: Page) -> None:
    contributor.set_viewport_size({"width": width, "height": 900})
    _open(contributor)
    assert contributor.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(scheme: str, owner: Page) -> None:
    owner.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    _open(owner)
    for section in owner.locator("details").all():
        section.evaluate("details => { details.open = true }")
    owner.evaluate(_AXE.read_text())
    found = owner.evaluate("axe.run(document, { resultTypes: ['violations'] })")["violations"]
    serious = [each for each in found if each["impact"] in ("serious", "critical")]
    assert [(each["id"], [node["html"] for node in each["nodes"]][:3]) for each in serious] == []
