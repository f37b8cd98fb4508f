"""The base of an offer's retention: the accounts whose first use lies in the window."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from domain.calendar import date_of
from domain.filters import Segment
from services.questions import Question
from services.retention.slice import open_slice
from services.retention.window import BaseWindow, base_window
from services.slice import Slice
from services.view import View

BASE = Question.load(__file__, "cohort_base.sql")


@dataclass(frozen=True, slots=True)
class CohortBase:
    """First uses in from_..to make the base; truncated where the publisher's history starts inside."""

    from_: date
    to: date
    accounts: int
    truncated: bool


def base_parameters(as_of: int) -> dict[str, int]:
    """The parameters of the question."""
    window = base_window(as_of)
    return {"base_from": window.first, "base_to": window.last}


def ask_bases(view: View, offers: Sequence[int], segment: Segment) -> dict[int, CohortBase]:
    """The base of each offer (keys), with one question for all of a category."""
    window = base_window(view.as_of)
    return {offer: _base(view, window, _count(open_slice(view, segment, offer), view.as_of, offer)) for offer in offers}


def _count(source: Slice, as_of: int, offer: int) -> int:
    return source.derive(BASE.name, lambda: _read_accounts(source, as_of)).get(offer, 0)


def _read_accounts(source: Slice, as_of: int) -> dict[int, int]:
    rows = source.records(BASE, **base_parameters(as_of))
    return {row[0]: row[1] for row in rows}


def _base(view: View, window: BaseWindow, accounts: int) -> CohortBase:
    truncated = window.holds(view.part.first_usage_day)
    return CohortBase(date_of(window.first), date_of(window.last), accounts, truncated)
