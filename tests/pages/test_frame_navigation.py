"""The frame: ways between pages, light and dark, small screens, and the keyboard."""

import re

from playwright.sync_api import Page, expect

PATHS = ("/customers", "/retention", "/downloads")


def test_pages_are_gone_to_without_loading_all_again(owner: Page) -> None:
    owner.goto("/customers")
    owner.evaluate("window.here = true")
    for name in ("Retention", "Downloads", "Customers"):
        link = owner.get_by_role("navigation", name="Pages").first.get_by_role("link", name=name)
        link.click()
        expect(owner).to_have_url(re.compile(f"/{name.lower()}$"))
        expect(link).to_have_attribute("aria-current", "page")
        expect(owner).to_have_title(f"{name} - Holdfast")
    owner.go_back()
    expect(owner).to_have_url(re.compile("/downloads$"))
    expect(owner.get_by_role("heading", name="Downloads", level=2)).to_be_visible()
    assert owner.evaluate("window.here")


def test_colors_are_the_systems_until_one_chooses(owner: Page) -> None:
    owner.goto("/downloads")
    root, toggle = owner.locator("html"), owner.get_by_role("button", name=re.compile("^Colors"))
    expect(root).to_have_attribute("data-theme", "light")
    owner.emulate_media(color_scheme="dark")
    expect(root).to_have_attribute("data-theme", "dark")
    toggle.click()
    expect(root).to_have_attribute("data-theme", "light")
    toggle.click()
    expect(root).to_have_attribute("data-theme", "dark")
    owner.emulate_media(color_scheme="light")
    owner.reload()
    expect(root).to_have_attribute("data-theme", "dark")
    toggle.click()
    expect(root).to_have_attribute("data-theme", "light")


def test_nothing_is_wider_than_a_small_screen(owner: Page) -> None:
    owner.set_viewport_size({"width": 360, "height": 740})
    for path in PATHS:
        owner.goto(path)
        expect(owner.locator("[data-widget]").first).to_be_visible()
        expect(owner.locator("[aria-busy=true]")).to_have_count(0)
        assert owner.evaluate("document.documentElement.scrollWidth") <= 360, path


def test_everything_of_the_frame_is_reached_by_the_keyboard(owner: Page) -> None:
    owner.goto("/downloads")
    expect(owner.locator("[data-widget=downloads]")).to_have_attribute("aria-busy", "false")
    reached = []
    for _ in range(9):
        owner.keyboard.press("Tab")
        reached.append(
            owner.evaluate("document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent")
        )
        assert owner.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid", reached[-1]
    assert reached == [
        "Skip to the numbers", "Customers", "Retention", "Downloads", "GraphiQL", "Colors: system. Change to light",
        "Sign out", "About Downloads", "Refresh",
    ]  # fmt: skip
    owner.keyboard.press("Tab")
    owner.keyboard.press("Enter")
    expect(owner.get_by_role("menuitem", name="Save as picture")).to_be_focused()
    owner.keyboard.press("ArrowDown")
    expect(owner.get_by_role("menuitem", name="Open in GraphiQL")).to_be_focused()
    owner.keyboard.press("Escape")
    expect(owner.get_by_role("button", name="Menu of Downloads")).to_be_focused()


def test_a_widget_says_what_it_means_and_why_it_cannot_be_shown(owner: Page) -> None:
    refusal = '{"errors": [{"message": "come again", "extensions": {"code": "RATE_LIMITED", "requestId": "r-7"}}]}'
    answers = ["refused"]
    owner.route(
        "**/graphql",
        lambda route: (
            route.fulfill(body=refusal, content_type="application/json") if answers.pop() else route.continue_()
        ),
    )
    owner.goto("/downloads")
    widget = owner.locator("[data-widget=downloads]")
    expect(widget.get_by_role("alert")).to_contain_text("RATE_LIMITED come again")
    expect(widget.get_by_role("alert")).to_contain_text("Request r-7")
    owner.unroute("**/graphql")
    widget.get_by_role("button", name="Try again").click()
    expect(widget.get_by_role("alert")).to_have_count(0)
    widget.get_by_role("button", name="About Downloads").click()
    expect(widget.get_by_role("note")).to_contain_text("with the data and the masking of when they were asked for")
