"""The widgets of the default pages asked by hand: one text each, which filters for itself."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import duckdb

from bench.by_hand.parameters import Parameters

_FOLDER = Path(__file__).parent
_NAMED = re.compile(r"\$([a-z_]+)")
_OWN = "offer = $offer"
_COMPARED = "offer in (select offer from offers where category_folded = (select category_folded from offers where offer = $offer))"
_COMMENTS = re.compile("--[^\n]*\n")


@dataclass(frozen=True, slots=True)
class Widget:
    """A text with the column it is about and the constants it is asked with."""

    file: str
    hours: str = ""
    retained: bool | None = None
    segments: bool = True
    """Whether it is shown for a part of the usage at all."""
    compares: bool = False
    """Whether it shows the other offers of the category too."""


_PAGES: Mapping[str, Mapping[str, Widget]] = {
    "customers": {
        "dataset": Widget("dataset"),
        "summary": Widget("summary"),
        "trend": Widget("trend"),
        "geography": Widget("geography"),
        "concentration by orders": Widget("concentration_orders"),
        "concentration by normalized hours": Widget("concentration_hours", "normalized_hours"),
        "concentration by raw hours": Widget("concentration_hours", "raw_hours"),
        "leaders by orders": Widget("leaders_orders"),
        "leaders by normalized hours": Widget("leaders_hours", "normalized_hours"),
        "leaders by raw hours": Widget("leaders_hours", "raw_hours"),
        "orders by plan": Widget("orders_by_plan"),
        "seats by plan": Widget("seats_by_plan"),
        "orders by type": Widget("orders_by_type"),
        "normalized hours by type": Widget("hours_by_type", "normalized_hours"),
        "raw hours by type": Widget("hours_by_type", "raw_hours"),
        "filter options": Widget("filter_options"),
        "customers": Widget("customers_page"),
    },
    "retention": {
        "categories": Widget("categories"),
        "offer overview": Widget("overview"),
        "active customers": Widget("active_customers"),
        "offer": Widget("offer"),
        "base": Widget("base"),
        "curve": Widget("curve", compares=True),
        "standing": Widget("standing", segments=False),
        "retained": Widget("accounts", retained=True),
        "dormant": Widget("accounts", retained=False),
        "potential revenue": Widget("potential_revenue"),
        "heat map": Widget("heat_map"),
        "details": Widget("details"),
    },
}


def list_widgets(page: str) -> tuple[str, ...]:
    """The widgets of a page, "customers" or "retention"."""
    return tuple(_PAGES[page])


def ask(connection: duckdb.DuckDBPyConnection, widget: str, parameters: Parameters) -> list[tuple[Any, ...]]:
    """The rows of a widget; none where the page leaves it out, as the standing of a segment."""
    found = next(widgets[widget] for widgets in _PAGES.values() if widget in widgets)
    if parameters.segment_sql and not found.segments:
        return []
    sql = write_text(found, parameters.filter_sql, parameters.segment_sql)
    values = {**parameters.values, "retained": found.retained}
    return connection.execute(sql, {name: values[name] for name in _names(sql)}).fetchall()


def ask_page(connection: duckdb.DuckDBPyConnection, page: str, parameters: Parameters) -> int:
    """Asks every widget of a page, one after another; the number of rows."""
    return sum(len(ask(connection, widget, parameters)) for widget in list_widgets(page))


@cache
def write_text(widget: Widget, filter_sql: str, segment_sql: str) -> str:
    """The text of a widget: the filter stands in its where clauses only where one is chosen."""
    sql, usage_filter = _read(widget.file), segment_sql or "true"
    days = _read("segment_days").format(offers=_COMPARED if widget.compares else _OWN, usage_filter=usage_filter)
    return sql.format(
        filter=filter_sql,
        hours=widget.hours,
        segment=f"segment_days as ({days}),\n" if segment_sql else "",
        days="segment_days" if segment_sql else "uses",
        usage_filter=usage_filter,
    )


@cache
def _names(sql: str) -> frozenset[str]:
    return frozenset(_NAMED.findall(sql))


def _read(file: str) -> str:
    return _COMMENTS.sub("", (_FOLDER / f"{file}.sql").read_text(encoding="utf-8")).strip()
