"""The members of a range: its customers, one row each, which the questions about customers add up, rank and list."""

from pathlib import Path

from domain.filters import CustomerFilter
from domain.ranges import Months
from services.customers.months import all_times, bounds
from services.customers.slice import open_slice
from services.questions import Parameters, Question, named
from services.slice import Narrowing, Slice
from services.view import View

_TEXT = Path(__file__).with_name("members.sql").read_text(encoding="utf-8")
_READ = ("chosen", "acquired", "stays", "active_months")
_OF_ALL = _TEXT.format(**{name: name for name in _READ})
MEMBERS = Question("customers.members", f"{_OF_ALL} ORDER BY chosen.customer", shared=True)
"""The table of the whole part; asked of the slice of the empty filter."""


def open_members(view: View, chosen: CustomerFilter, months: Months | None) -> Slice:
    """A slice with the one table `members` (columns as in members.sql), of a range or (None) of all times; other tables are the part's.

    Raises ForbiddenFieldError where a contributor filters by a personal field.
    """
    source = open_slice(view, chosen, months)
    span = months or all_times(view.as_of)
    parameters = members_parameters(span)

    def text() -> str:
        return _TEXT.format(**{name: source.table(name) for name in _READ})

    def narrow() -> list[Narrowing]:
        return [Narrowing("members", text, dict(parameters), MEMBERS.mart(parameters))]

    key = ("members", chosen, span)
    return view.house.slices.open(view.part, key, narrow, whole=chosen.empty, variant=f"{span.first}-{span.last}")


def members_parameters(span: Months) -> Parameters:
    """The parameters of the question for a range."""
    return named(end=span.end, **bounds(span))
