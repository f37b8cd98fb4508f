"""Kinds of values that commands take: days and ranges of days."""

from datetime import date
from typing import Any

import click


class Day(click.ParamType[date]):
    """A day as yyyy-mm-dd."""

    name = "DATE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The day; wrong use where it is none."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is not a day; write it as 2026-03-31", param, ctx)


class DaySpan(click.ParamType[tuple[date, date]]):
    """Two days, both included, as FROM..TO."""

    name = "FROM..TO"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[date, date]:
        """First and last day; wrong use where they are none, or in the wrong order."""
        if isinstance(value, tuple):
            return value
        try:
            first, last = (date.fromisoformat(piece) for piece in value.split(".."))
        except ValueError:
            self.fail(f"{value!r} is not a range of days; write it as 2026-03-01..2026-03-31", param, ctx)
        if first > last:
            self.fail(f"{value!r} ends before it begins", param, ctx)
        return first, last
