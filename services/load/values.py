"""The SQL of reading cells: what a column of each kind becomes, and what is wrong with a cell that becomes nothing."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Final

from db.warehouse import quote
from domain.calendar import day_number
from services.load.countries import make_country_statements
from services.load.reports.columns import ZERO_GUID, Column, Kind, Problem

LONGEST_TEXT: Final = 4096
FIRST_KEY_DAY: Final = date(1990, 1, 1)
FIRST_DAY: Final = date(1900, 1, 1)
LAST_DAY: Final = date(2100, 12, 31)

_TEXTS: Final = frozenset({Kind.TEXT, Kind.KEY, Kind.IDENTIFIER})
_NEEDED: Final = frozenset({Kind.KEY, Kind.KEY_DAY, Kind.NEEDED_DAY})
CLIPPED: Final = frozenset({Kind.DAY, Kind.NEEDED_DAY, Kind.MOMENT})
"""Kinds whose values outside 1900 .. 2100 become empty."""
_TYPES: Final = {
    Kind.KEY_DAY: "integer",
    Kind.KNOWN_DAY: "integer",
    Kind.NEEDED_DAY: "integer",
    Kind.DAY: "integer",
    Kind.MOMENT: "timestamp",
    Kind.HOURS: "bigint",
    Kind.AMOUNT: "bigint",
    Kind.WHOLE: "bigint",
    Kind.FLAG: "boolean",
}
_READERS: Final = {
    Kind.KEY_DAY: "read_day({0})::integer",
    Kind.KNOWN_DAY: "read_day({0})::integer",
    Kind.NEEDED_DAY: "read_day({0})::integer",
    Kind.DAY: "read_day({0})::integer",
    Kind.MOMENT: "read_moment({0}) at time zone 'UTC'",
    Kind.HOURS: "read_millionths({0})",
    Kind.AMOUNT: "read_millionths({0})",
    Kind.WHOLE: "read_whole({0})",
    Kind.FLAG: "read_flag({0})",
}
_NO_DATE = "is no date: takes yyyy-MM-dd or a timestamp such as 2024-03-01 12:00:00"
_NO_NUMBER = "is no number: takes up to 12 digits before a decimal point, such as 1234.5"
_UNREADABLE: Final = {
    Kind.KEY_DAY: _NO_DATE,
    Kind.KNOWN_DAY: _NO_DATE,
    Kind.NEEDED_DAY: _NO_DATE,
    Kind.DAY: _NO_DATE,
    Kind.MOMENT: "is no timestamp: takes yyyy-MM-dd HH:mm:ss with up to 7 fraction digits",
    Kind.HOURS: _NO_NUMBER,
    Kind.AMOUNT: _NO_NUMBER,
    Kind.WHOLE: "is no whole number: takes 1, 2, ...",
    Kind.FLAG: "is neither yes nor no: takes true, false, 1, 0, yes or no",
}


def make_macros(zone: str, last_key_day: date) -> tuple[str, ...]:
    """Statements that teach an engine to read cells of a publisher in this zone, with key days up to that day."""
    text = (Path(__file__).with_name("sql") / "values.sql").read_text(encoding="utf-8")
    first, last = day_number(FIRST_KEY_DAY), day_number(last_key_day)
    lowest, highest = day_number(FIRST_DAY), day_number(LAST_DAY)
    return (
        *make_country_statements(),
        text.format(zone=quote(zone)),
        f"create macro is_key_day(day) as day between {first} and {last}",
        f"create macro is_sane_day(day) as day between {lowest} and {highest}",
    )


def trim_cell(column: Column, cell: str) -> str:
    """SQL of a cell as it is read: blanks around anything but text mean nothing."""
    return cell if column.kind in _TEXTS else f"nullif(trim({cell}), '')"


def type_of(column: Column) -> str:
    """The SQL type of a column's values."""
    return _TYPES.get(column.kind, "varchar")


def read_cell(column: Column) -> str:
    """SQL of a column's value from its cell, before it is clipped."""
    cell = f"cell_{column.name}"
    if column.kind is Kind.IDENTIFIER:
        return f"nullif({cell}, {quote(ZERO_GUID)})"
    return _READERS.get(column.kind, "{0}").format(cell)


def clip_value(column: Column) -> str:
    """SQL of a value that is empty outside 1900 .. 2100."""
    value = f"read_{column.name}"
    if column.kind is Kind.MOMENT:
        return f"case when year({value}) between {FIRST_DAY.year} and {LAST_DAY.year} then {value} end"
    return f"case when is_sane_day({value}) then {value} end"


def list_problems(column: Column) -> Sequence[Problem]:
    """What may be wrong with a cell, in the order in which it is told."""
    return tuple(Problem(condition, column.name, reason) for condition, reason in _faults(column))


def _faults(column: Column) -> list[tuple[str, str]]:
    cell, value = f"cell_{column.name}", column.name
    faults: list[tuple[str, str]] = []
    if column.kind in _NEEDED:
        blank = f"coalesce(trim({cell}), '') = ''" if column.kind is Kind.KEY else f"{cell} is null"
        faults.append((blank, "is empty: every row needs one"))
    if column.kind in _TEXTS:
        long = f"strlen({cell}) > {LONGEST_TEXT} and length({cell}) > {LONGEST_TEXT}"
        return [*faults, (long, "is longer than 4,096 characters")]
    read = f"read_{column.name}" if column.kind in CLIPPED else value
    faults.append((f"{cell} is not null and {read} is null", _UNREADABLE[column.kind]))
    if column.kind in (Kind.KEY_DAY, Kind.KNOWN_DAY):
        faults.append((f"not is_key_day({value})", "lies outside {key_days}"))
    if column.kind is Kind.NEEDED_DAY:
        faults.append((f"{value} is null", "lies outside 1900 .. 2100"))
    if column.kind is Kind.HOURS:
        faults.append((f"{value} < 0", "is negative: hours cannot be"))
    return faults
