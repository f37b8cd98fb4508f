"""What one does with the charts of the customers page, and with the menu of its widgets."""

import csv
import json
import re
from collections.abc import Callable
from functools import partial
from pathlib import Path
from urllib.parse import unquote

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.pages.customers import LAST_6, find_leader
from tests.pages.reading import widget
from tests.pages.serving import Served

_TITLES = {
    "customer-summary": "Customer summary",
    "customer-by-geography": "Customer by geography",
    "customer-trends": "Customer trends",
    "customers-by-orders-and-usage": "Customers by orders and usage",
    "leader-board": "Leader board",
    "customer-profile": "Customer profile",
    "orders-by-plans": "Orders by plans",
    "seats-by-plans": "Seats by plans",
    "orders-and-usage-by-customer-type": "Orders and usage by customer type",
    "customer-details": "Customer details",
}
_DRAWN = "canvas => canvas.toDataURL()"
_OTHER = "([canvas, before]) => canvas.toDataURL() !== before"
_SAME = "([canvas, before]) => canvas.toDataURL() === before"


def _open(page: Page, address: str = "/customers") -> None:
    page.emulate_media(reduced_motion="reduce")
    page.goto(address)
    expect(widget(page, "customer-by-geography").locator("canvas")).to_be_visible()


def _expect_drawn(page: Page, section: Locator, act: Callable[[], object], then: str = _OTHER, before: str = "") -> str:
    """What the widget's canvas shows after `act`, which is another picture than before; or the same as one before."""
    canvas = section.locator("canvas").first
    before = before or str(canvas.evaluate(_DRAWN))
    act()
    page.wait_for_function(then, arg=[canvas.element_handle(), before])
    return str(canvas.evaluate(_DRAWN))


def test_map_moves_zooms_and_comes_home(owner: Page) -> None:
    _open(owner)
    section = widget(owner, "customer-by-geography")
    canvas = section.locator("canvas")
    canvas.scroll_into_view_if_needed()
    home = str(canvas.evaluate(_DRAWN))

    def zoom(name: str) -> Callable[[], object]:
        return lambda: section.get_by_role("button", name=name).click()

    def drag() -> None:
        box = canvas.bounding_box()
        assert box
        owner.mouse.move(box["x"] + 200, box["y"] + 200)
        owner.mouse.down()
        owner.mouse.move(box["x"] + 120, box["y"] + 160, steps=4)
        owner.mouse.up()

    _expect_drawn(owner, section, zoom("Zoom in"))
    _expect_drawn(owner, section, drag)
    _expect_drawn(owner, section, zoom("Zoom out"))
    owner.mouse.move(1, 1)
    _expect_drawn(owner, section, zoom("Home"), _SAME, home)


def test_rows_zoom_the_map_and_are_searched(contributor: Page) -> None:
    _open(contributor)
    section = widget(contributor, "customer-by-geography")
    home = str(section.locator("canvas").evaluate(_DRAWN))
    search = section.get_by_role("searchbox")
    for name in ("Germany", "Singapore"):  # the atlas has no Singapore: it is a dot
        search.fill(name[:4].upper())
        row = section.locator("table:not([data-numbers]) tbody tr")
        expect(row).to_have_count(1)
        expect(row).to_contain_text(name)
        _expect_drawn(contributor, section, row.click)
        expect(row).to_have_attribute("aria-current", "true")
    _expect_drawn(contributor, section, section.get_by_role("button", name="Home").click, _SAME, home)
    expect(section.locator("tr[aria-current]")).to_have_count(0)


def test_trends_toggle_growth_and_series(owner: Page) -> None:
    _open(owner)
    section = widget(owner, "customer-trends")
    first = str(section.locator("canvas").evaluate(_DRAWN))
    _expect_drawn(owner, section, section.get_by_role("radio", name="From previous").click)
    assert "growth=fromPrevious" in owner.url
    _expect_drawn(owner, section, section.get_by_role("radio", name="From start").click, _SAME, first)
    churned = section.get_by_role("group", name="Series of customer trends").get_by_role("button", name="Churned")
    churned.focus()
    _expect_drawn(owner, section, lambda: churned.press("Enter"))
    expect(churned).to_have_attribute("aria-pressed", "false")
    _expect_drawn(owner, section, lambda: churned.press("Enter"), _SAME, first)
    # the legend that is drawn does the same
    box = section.locator("canvas").bounding_box()
    assert box
    section.locator("canvas").click(position={"x": box["width"] / 2 - 150, "y": box["height"] - 12})
    expect(section.get_by_role("button", name="Existing")).to_have_attribute("aria-pressed", "false")


def test_hovering_tells_of_what_is_under_it(owner: Page) -> None:
    _open(owner)
    ring, america = (0.5, 0.06), (0.19, 0.33)
    elsewhere = {"orders-by-plans": ring, "seats-by-plans": ring, "customer-by-geography": america}
    for name in _TITLES:
        if name in ("leader-board", "customer-profile", "customer-details"):
            continue
        section = widget(owner, name)
        canvas = section.locator("canvas").first
        canvas.scroll_into_view_if_needed()
        box = canvas.bounding_box()
        assert box
        left, top = elsewhere.get(name, (0.3, 0.5))
        x, y = box["x"] + box["width"] * left, box["y"] + box["height"] * top
        _expect_drawn(owner, section, partial(owner.mouse.move, x, y))


def test_the_slider_of_the_trends_narrows_the_months_and_moves_them(owner: Page) -> None:
    _open(owner, "/customers?range=12")
    section = widget(owner, "customer-trends")
    section.scroll_into_view_if_needed()
    box = section.locator("canvas").bounding_box()
    assert box
    # the slider is 48 px from the edges and 6 px from the top, 20 px high
    left, right, height = box["x"] + 48, box["x"] + box["width"] - 48, box["y"] + 16
    middle = (left + right) / 2

    def drag(start: float, end: float) -> Callable[[], object]:
        def act() -> None:
            owner.mouse.move(start, height)
            owner.mouse.down()
            owner.mouse.move(end, height, steps=5)
            owner.mouse.up()
            owner.mouse.move(middle, box["y"] + box["height"] + 5)

        return act

    whole = str(section.locator("canvas").evaluate(_DRAWN))
    half = _expect_drawn(owner, section, drag(right, middle))
    moved = _expect_drawn(owner, section, drag((left + middle) / 2, (left + middle) / 2 + (middle - left)))
    assert len({whole, half, moved}) == 3


def _choose(page: Page, name: str, entry: str) -> None:
    section = widget(page, name)
    section.get_by_role("button", name=f"Menu of {_TITLES[name]}").click()
    section.get_by_role("menuitem", name=entry).click()


def _lengths(served: Served, role: str, leader: str) -> dict[str, int]:
    """How many rows the file of each widget has."""

    def ask(name: str, **variables: str) -> dict[str, list[object]]:
        found = served.ask(role, name, {**LAST_6, **variables})
        return dict(found["customerDashboard"])

    def plans(name: str, field: str) -> int:
        found = served.ask(role, name, {**LAST_6, "customerId": leader})["customerDashboard"][field]
        return len(found["slices"])

    return {
        "customer-summary": len(ask("customer-trends")["trend"]),
        "customer-by-geography": len(ask("customer-by-geography")["geography"]),
        "customer-trends": len(ask("customer-trends")["trend"]),
        "customers-by-orders-and-usage": 10,
        "leader-board": 50,
        "customer-profile": 1,
        "orders-by-plans": plans("orders-by-plans", "ordersByPlan"),
        "seats-by-plans": plans("seats-by-plans", "seatsByPlan"),
        "orders-and-usage-by-customer-type": len(ask("customer-trends")["trend"]),
        "customer-details": served.ask(role, "customer-details", LAST_6)["customers"]["totalCount"],
    }


@pytest.mark.parametrize("role", ["OWNER", "CONTRIBUTOR"])
def test_data_of_every_widget_are_downloaded(
    role: str, served: Served, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    page: Page = request.getfixturevalue(role.lower())
    _, leader = find_leader(served, role, "VISIBLE" if role == "OWNER" else "OWNER_ONLY")
    _open(page, f"/customers?leader={leader}&leaders=RAW_USAGE")
    for name, rows in _lengths(served, role, leader).items():
        with page.expect_download() as found:
            _choose(page, name, "Download data as CSV")
        path = tmp_path / f"{name}.csv"
        found.value.save_as(path)
        with path.open(newline="") as file:
            lines = list(csv.DictReader(file))
        assert len(lines) == rows, name
    board = served.ask(role, "leader-board", LAST_6)["customerDashboard"]["leadersByRawUsage"]["entries"]
    with (tmp_path / "leader-board.csv").open(newline="") as file:
        ids = [line["customerId"] for line in csv.DictReader(file)]
    assert [entry["customer"]["customerId"] for entry in board] == [each for each in ids if each][:50]


def test_every_widget_is_saved_as_a_picture(contributor: Page) -> None:
    _open(contributor)
    for name in _TITLES:
        if name == "customer-profile":
            continue
        with contributor.expect_download() as found:
            _choose(contributor, name, "Save as picture")
        assert found.value.suggested_filename == f"{name}.png"
        assert found.value.path().read_bytes().startswith(b"\x89PNG")


def test_every_widget_opens_in_graphiql_as_it_asks(owner: Page, served: Served) -> None:
    _open(owner, "/customers?range=3&country=Germany&order=REVENUE.DESC")
    for name in _TITLES:
        section = widget(owner, name)
        section.get_by_role("button", name=f"Menu of {_TITLES[name]}").click()
        link = section.get_by_role("menuitem", name="Open in GraphiQL").get_attribute("href") or ""
        owner.keyboard.press("Escape")
        handed = json.loads(unquote(link.removeprefix("/graphql#")))
        assert re.search(rf"query {_TITLES[name].title().replace(' ', '')}\b", handed["query"])
        served.ask("OWNER", handed["query"], handed["variables"])
        if name != "customer-profile":
            assert handed["variables"]["range"] == {"preset": "LAST_3_MONTHS"}
            assert handed["variables"]["filter"] == {"country": ["Germany"]}
