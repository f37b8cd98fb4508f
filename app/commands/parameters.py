"""Kinds of values that commands take: days and ranges of days."""

from datetime import date
from typing import Any

import click

from domain.errors import BadInputError
from domain.loads import read_days


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
            return read_days(value)
        except BadInputError as error:
            self.fail(str(error), param, ctx)
