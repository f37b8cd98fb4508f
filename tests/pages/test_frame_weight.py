"""What a browser has to load before it shows a page."""

import pytest
from playwright.sync_api import Page, expect

MOST = 350_000
"""Bytes of scripts as they are sent."""


LAST = {
    "/customers": "[data-widget=customer-by-geography] canvas",
    "/retention": "[data-widget=retention-details] table",
    "/downloads": "[data-widget]",
}
"""What is drawn last on each page."""


@pytest.mark.parametrize("path", LAST)
def test_the_scripts_of_a_page_are_small(owner: Page, path: str) -> None:
    sizes: dict[str, int] = {}
    owner.on("requestfinished", lambda request: sizes.update({request.url: request.sizes()["responseBodySize"]}))
    owner.goto(path)
    expect(owner.locator(LAST[path]).first).to_be_visible()
    expect(owner.locator("[aria-busy=true]")).to_have_count(0)
    scripts = {url: size for url, size in sizes.items() if url.endswith(".js")}
    assert len(scripts) > 3
    assert any("map-parts" in url for url in scripts) == (path == "/customers")
    assert sum(scripts.values()) < MOST, scripts
    assert not any("graphiql" in url or "monaco" in url for url in sizes)
