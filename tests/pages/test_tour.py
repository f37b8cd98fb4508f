"""The tour of docs/tour.md, walked click by click; with HOLDFAST_PICTURES=1 its pictures are taken anew."""

import os
import re

from playwright.sync_api import FloatRect, Locator, Page, expect

from app.settings import ROOT
from domain.scope import Role
from tests.pages.reading import money
from tests.pages.retention_figures import rows, widget
from tests.pages.serving import Served

PICTURES = ROOT / "docs" / "pictures"
PICTURE = re.compile(r"\]\(((?:docs/)?pictures/[^)]+)\)")
MOST_BYTES = 100_000
_HEIGHT = 320
_COUNT = "window.clicks = 0; addEventListener('click', event => { if (event.isTrusted) window.clicks += 1 }, true)"


def _take(page: Page, part: Locator, name: str) -> None:
    if not os.environ.get("HOLDFAST_PICTURES"):
        return
    page.mouse.move(0, 0)
    box = part.bounding_box()
    assert box is not None
    top = box["y"] + page.evaluate("window.scrollY")
    clip: FloatRect = {"x": box["x"], "y": top, "width": box["width"], "height": min(box["height"], _HEIGHT)}
    page.screenshot(path=PICTURES / name, animations="disabled", full_page=True, clip=clip)


def test_the_tour_answers_its_question_in_under_eight_clicks(owner: Page, served: Served) -> None:
    owner.set_viewport_size({"width": 1400, "height": 900})
    owner.add_init_script(_COUNT)
    owner.goto("/customers")  # the first click: the printed link
    owner.get_by_role("link", name="Retention").click()
    offers = widget(owner, "my-offers")
    offers.get_by_role("button", name="Score", exact=True).click()
    worst = served.ask(Role.OWNER, "my-offers", {"offersOrder": [{"field": "SCORE"}]})["offerOverview"][0]["offer"]
    expect(offers.locator("tbody tr").first).to_have_attribute("data-key", worst["offerId"])
    widget(owner, "my-offers")
    offers.locator("tbody tr").first.click()
    expect(owner.get_by_label("Marketplace offer")).to_have_value(worst["offerId"])
    _take(owner, widget(owner, "my-offers"), "tour-my-offers.png")
    customers = widget(owner, "retention-customers")
    customers.get_by_role("radio", name="Dormant").click()
    expect(customers.get_by_role("region")).to_have_attribute("aria-label", "Customers dormant on Day 45")
    variables = {"offer": {"offerId": [worst["offerId"]]}, "status": "DORMANT"}
    asked = served.ask(Role.OWNER, "retention-customers", variables)["offers"]["nodes"][0]["retention"]["customers"][
        "nodes"
    ]
    found = rows(widget(owner, "retention-customers"))
    assert [(row[1], row[9]) for row in found] == [
        (each["customer"]["customerId"], money(each["revenue"])) for each in asked
    ]
    assert owner.evaluate("window.clicks") + 1 == 5
    _take(owner, customers, "tour-dormant-customers.png")
    _take(owner, widget(owner, "retention-heat-map"), "tour-heat-map.png")


def test_pictures_are_small_and_shown_and_those_shown_are_there() -> None:
    texts = [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]
    shown = {(text.parent / name).resolve() for text in texts for name in PICTURE.findall(text.read_text())}
    assert shown == set(PICTURES.glob("*.png"))
    assert len(shown) == 6
    for picture in shown:
        assert picture.stat().st_size < MOST_BYTES
