"""What a browser has to load before it shows a page."""

from playwright.sync_api import Page, expect

MOST = 350_000
"""Bytes of scripts as they are sent, of all dashboards together; maps and GraphiQL come apart."""


def test_the_scripts_of_all_dashboards_are_small(owner: Page) -> None:
    sizes: dict[str, int] = {}
    owner.on("requestfinished", lambda request: sizes.update({request.url: request.sizes()["responseBodySize"]}))
    for path in ("/customers", "/retention", "/downloads"):
        owner.goto(path)
        expect(owner.locator("[data-widget]").first).to_be_visible()
        expect(owner.locator("[aria-busy=true]")).to_have_count(0)
    scripts = {url: size for url, size in sizes.items() if url.endswith(".js") and "map-parts" not in url}
    assert len(scripts) > 3
    assert sum(scripts.values()) < MOST, scripts
    assert not any("graphiql" in url or "monaco" in url for url in sizes)
