"""Rows of a frame as plain Python values: NULL in any guise becomes None, numbers become Python's own."""

from datetime import date
from typing import Any

import pandas as pd

from domain.calendar import date_of

Record = tuple[Any, ...]


def records(frame: pd.DataFrame) -> list[Record]:
    """The rows of a frame: int, str, bool or None in each cell."""
    return list(zip(*(plain(frame[name]) for name in frame.columns), strict=True))


def plain(column: "pd.Series[Any]") -> list[Any]:
    """The values of a column: int, str, bool or None."""
    values = column.astype(object)
    return values.where(values.notna(), None).tolist()


def day_of(day: int | None) -> date | None:
    """A day number as a date."""
    return None if day is None else date_of(day)
