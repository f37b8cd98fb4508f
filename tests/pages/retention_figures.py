"""How the retention page writes what the API answers, and how its widgets are read."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from playwright.sync_api import Locator, Page, expect

NONE = "–"
_UNITS = (("", 0), ("K", 3), ("M", 6), ("B", 9))


def _round(number: Decimal, places: int = 2) -> str:
    rounded = number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    text = f"{rounded:,f}".rstrip("0").rstrip(".") if places else f"{rounded:,f}"
    return "0" if text == "-0" else text


def percent(fraction: float | None) -> str:
    """`12.5%`."""
    return NONE if fraction is None else f"{_round(Decimal(fraction) * 100)}%"


def two(number: float) -> str:
    """`0.25`."""
    return _round(Decimal(number))


def short(number: int | str | None) -> str:
    """`8.23K`."""
    if number is None:
        return NONE
    exact = Decimal(number)
    unit, power = next(each for each in reversed(_UNITS) if each[1] == 0 or abs(exact) >= 10 ** each[1])
    return f"{_round(exact.scaleb(-power))}{unit}"


def short_money(amount: str) -> str:
    """`$8.23K`."""
    text = short(amount)
    return f"-${text[1:]}" if text.startswith("-") else f"${text}"


def day(text: str) -> str:
    """`Oct 20, 2026`."""
    found = date.fromisoformat(text)
    return f"{found:%b} {found.day}, {found.year}"


def month(text: str) -> str:
    """`Oct 2026`."""
    return f"{date.fromisoformat(text):%b %Y}"


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
