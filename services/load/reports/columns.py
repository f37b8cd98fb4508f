"""How a report is declared: its columns with their kinds, what it must have, and how its rows become rows of the lake."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum

ZERO_GUID = "00000000-0000-0000-0000-000000000000"


class Kind(Enum):
    """How a cell is read; what cannot be read makes its row a bad row."""

    TEXT = "text of at most 4,096 characters"
    KEY = "text that may not be empty"
    IDENTIFIER = "text, the zero GUID being empty"
    KEY_DAY = "the day that a row is of, which may not be empty"
    KNOWN_DAY = "the same, but it may be empty"
    NEEDED_DAY = "another day that may not be empty"
    DAY = "a day; one outside 1900 .. 2100 is empty"
    MOMENT = "a timestamp in UTC"
    HOURS = "millionths of an hour, not negative"
    AMOUNT = "millionths of money or of a unit"
    WHOLE = "a whole number"
    FLAG = "yes or no"


@dataclass(frozen=True, slots=True)
class Column:
    """One value of a row: `headers` are the columns that may hold it, the first non-empty cell of which is taken."""

    name: str
    kind: Kind
    headers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """What makes a row bad beyond its single cells.

    A SQL condition, the column that is named (of several the first that the file
    has), and the reason as people read it; `{key_days}` stands for the days that a row may be of."""

    condition: str
    column: str
    reason: str


@dataclass(frozen=True, slots=True)
class Derivation:
    """How typed columns become a row of the lake, in SQL over the names of the columns.

    `steps` are projections, each over the names of those before it; `values` lake columns that are no column of the report;
    `left_out` rows that are not taken in, by reason; `noted` counts over the rows taken in, by what was set aside (SQL integers or
    booleans); `key_day` the column whose range is the file's days; `shared` names computed over all rows of one customer, offer, plan,
    subscription and day, available to `values` and `noted` alone.
    """

    values: Mapping[str, str] = field(default_factory=dict)
    steps: tuple[Mapping[str, str], ...] = ()
    problems: tuple[Problem, ...] = ()
    left_out: Mapping[str, str] = field(default_factory=dict)
    noted: Mapping[str, str] = field(default_factory=dict)
    shared: Mapping[str, str] = field(default_factory=dict)
    carried: frozenset[str] = frozenset()
    key_day: str | None = None


Derive = Callable[[frozenset[str]], Derivation]
"""From the names of the columns that the file has to its derivation."""


@dataclass(frozen=True, slots=True)
class Report:
    """A report that can be loaded.

    `must` lists columns of which one each has to be there; `known` are further columns, which nobody needs, parted by blanks.
    """

    name: str
    table: str
    must: tuple[tuple[str, ...], ...]
    columns: tuple[Column, ...]
    derive: Derive
    plain: bool = False
    known: str = ""


def make_columns(kind: Kind, **headers: str) -> tuple[Column, ...]:
    """Columns of one kind by name; alternatives of a header are separated by blanks."""
    return tuple(Column(name, kind, tuple(header.split())) for name, header in headers.items())
