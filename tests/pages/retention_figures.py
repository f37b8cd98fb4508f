"""How the retention page's widgets are read."""

from decimal import Decimal
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.pages.reading import NONE, short


def two(number: float) -> str:
    """`0.25`."""
    return short(Decimal(number))


def widget(page: Page, name: str) -> Locator:
    """The widget of that name, when it has its answer."""
    section = page.locator(f'[data-widget="{name}"]')
    expect(section).to_have_attribute("aria-busy", "false", timeout=30_000)
    expect(section.locator(".skeleton")).to_have_count(0)
    return section


def rows(section: Locator) -> list[list[str]]:
    """The texts of the cells of the widget's own table, row by row."""
    found: list[list[str]] = section.locator("tbody tr").evaluate_all(
        """rows => rows.filter(row => !row.closest("[data-numbers]"))
            .map(row => [...row.cells].map(cell => cell.innerText.trim().replace(/\\s+/g, " ")))"""
    )
    return found


def numbers(section: Locator) -> list[list[str]]:
    """The numbers of the widget's chart, row by row."""
    found: list[list[str]] = section.locator("[data-numbers] tbody tr").evaluate_all(
        "rows => rows.map(row => [...row.cells].map(cell => cell.textContent))"
    )
    return found


def cards(section: Locator) -> dict[str, str]:
    """The widget's cards by their names."""
    found: list[list[str]] = section.locator(".card").evaluate_all(
        "cards => cards.map(card => [...card.children].map(part => part.innerText.trim().replace(/\\s+/g, ' ')))"
    )
    return dict(found)


def plain(value: Any) -> str:
    """A number as a chart's table has it: as the API gave it."""
    if value is None:
        return NONE
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return str(value)
