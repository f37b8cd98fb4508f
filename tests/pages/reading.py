"""How the pages write the values of the API, and how a test reads what a widget shows."""

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from playwright.sync_api import Locator, Page, expect

Amount = str | int | float | Decimal
NONE = "–"
"""Where there is no value."""

_UNITS = ("", "K", "M", "B", "T")


def exact(amount: Amount) -> str:
    """Every digit: `8,231.25`."""
    return f"{Decimal(str(amount)):,f}"


def _two(number: Decimal) -> Decimal:
    return number.quantize(Decimal("0.01"), ROUND_HALF_UP)


def _trimmed(number: Decimal) -> str:
    text = f"{number:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def short(amount: Amount | None) -> str:
    """`8.23K`; a dash where there is none."""
    if amount is None:
        return NONE
    number = Decimal(str(amount))
    for power, unit in enumerate(_UNITS):
        scaled = _two(number.scaleb(-3 * power))
        if abs(scaled) < 1000 or unit == _UNITS[-1]:
            return _trimmed(scaled) + unit
    raise AssertionError


def percent(fraction: float | None) -> str:
    """`12.5%`; a dash where there is none."""
    return NONE if fraction is None else f"{_trimmed(_two(Decimal(fraction) * 100))}%"


def growth(fraction: float | None) -> str:
    """`+12.5%`, `0%`; a dash where there is none."""
    if fraction is None:
        return NONE
    text = percent(fraction)
    if text in ("0%", "-0%"):
        return "0%"
    return text if fraction < 0 else f"+{text}"


def arrowed(fraction: float | None) -> str:
    """A growth as a figure shows it: its arrow first, none where it is level."""
    if fraction is None:
        return NONE
    arrow = "▲ " if fraction > 0 else "▼ " if fraction < 0 else ""
    return arrow + growth(fraction)


def money(amount: Amount) -> str:
    """`$8.23K`, `$89.30`, `$89`."""
    number = Decimal(str(amount))
    cents = _two(abs(number))
    text = f"{cents:f}".removesuffix(".00") if abs(number) < 1000 else short(cents)
    return f"{'-' if number < 0 else ''}${text}"


def day(iso: str) -> str:
    """`Oct 20, 2026`."""
    moment = date.fromisoformat(iso)
    return f"{moment:%b} {moment.day}, {moment.year}"


def month(iso: str) -> str:
    """`Oct 2026`."""
    return f"{date.fromisoformat(iso):%b %Y}"


def widget(page: Page, name: str) -> Locator:
    """The section of a widget."""
    return page.locator(f'section[data-widget="{name}"]')


def expect_numbers(section: Locator, rows: Sequence[Sequence[str]]) -> None:
    """The numbers of a widget's chart are these, cell by cell."""
    expect(section.locator("[data-numbers] tbody :is(th, td)")).to_have_text([cell for row in rows for cell in row])


def expect_rows(section: Locator, rows: Sequence[Sequence[str]]) -> None:
    """The rows of a widget's table are these, cell by cell."""
    expect(section.locator("table:not([data-numbers]) tbody td")).to_have_text([cell for row in rows for cell in row])
