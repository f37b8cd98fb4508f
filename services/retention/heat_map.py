"""The heat map: cohorts by calendar month of first use, and how many of each used the offer in later months."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from domain.calendar import first_date, last_day, month_of
from domain.filters import Segment
from domain.measures import FLOOR_DAYS, HEAT_MAP_MONTHS
from services.frames import integers
from services.questions import Question
from services.retention.interval import Interval, wilson
from services.retention.slice import open_slice
from services.slice import Slice
from services.view import View

_TEXT = Question.load(__file__, "heat_map.sql")
HEAT_MAP = _TEXT.written(chosen="true")
_OF_OFFER = _TEXT.written("of_offer", chosen="offer = $offer")


@dataclass(frozen=True, slots=True)
class CohortCell:
    """Accounts with usage `offset` calendar months after the cohort's; partial in a month that as_of has not finished."""

    offset: int
    retained: int
    score: float
    interval: Interval
    partial: bool


@dataclass(frozen=True, slots=True)
class CohortRow:
    """A cohort by its first date; mature where every member began 45 days before as_of or earlier; truncated where history starts in it."""

    month: date
    size: int
    mature: bool
    truncated: bool
    cells: tuple[CohortCell, ...]


@dataclass(frozen=True, slots=True)
class CohortHeatMap:
    """Cohorts, oldest first, without empty ones."""

    rows: tuple[CohortRow, ...]


Cohort = dict[int, tuple[int, int]]
"""Retained accounts and latest first use by months since."""


def heat_map_parameters(as_of: int, mature_only: bool) -> dict[str, int]:
    """The parameters of the question: the month of as_of and the 17 before it, and the last first use that counts."""
    current = month_of(as_of)
    return {
        "first_month": current - HEAT_MAP_MONTHS + 1,
        "last_month": current,
        "last_first_day": as_of - FLOOR_DAYS if mature_only else as_of,
    }


def ask_heat_maps(view: View, offers: Sequence[int], segment: Segment, mature_only: bool) -> dict[int, CohortHeatMap]:
    """The heat map of each offer (keys); `mature_only` leaves out members younger than 45 days."""
    found = {}
    for offer in offers:
        source = open_slice(view, segment, offer)
        found[offer] = CohortHeatMap(_rows(view, _read_cohorts(source, offer, view.as_of, mature_only)))
    return found


def _read_cohorts(source: Slice, offer: int, as_of: int, mature_only: bool) -> Mapping[int, Cohort]:
    """The cohorts of an offer by month: the part knows those of all offers, a segment is asked for the one."""
    parameters = heat_map_parameters(as_of, mature_only)
    if source.whole:
        cohorts = source.derive(
            (HEAT_MAP.name, mature_only), lambda: _index_cohorts(source.frame(HEAT_MAP, **parameters))
        )
    else:
        cohorts = _index_cohorts(source.frame(_OF_OFFER, offer=offer, **parameters))
    return cohorts.get(offer, {})


def _index_cohorts(frame: pd.DataFrame) -> dict[int, dict[int, Cohort]]:
    names = ("offer", "first_month", "months_since", "retained", "last_first_day")
    found: dict[int, dict[int, Cohort]] = {}
    for offer, month, since, retained, last_first in zip(*(integers(frame[name]) for name in names), strict=True):
        found.setdefault(offer, {}).setdefault(month, {})[since] = (retained, last_first)
    return found


def _rows(view: View, cohorts: Mapping[int, Cohort]) -> tuple[CohortRow, ...]:
    first_usage = view.part.first_usage_day
    start = None if first_usage is None else month_of(first_usage)
    return tuple(_row(view.as_of, month, cohorts[month], month == start) for month in sorted(cohorts))


def _row(as_of: int, month: int, cohort: Cohort, truncated: bool) -> CohortRow:
    # everybody has usage in the month of first use, so the first cell is the cohort
    size, last_first_day = cohort[0]
    offsets = range(month_of(as_of) - month + 1)
    cells = tuple(_cell(as_of, month + offset, offset, cohort.get(offset, (0, 0))[0], size) for offset in offsets)
    return CohortRow(first_date(month), size, last_first_day <= as_of - FLOOR_DAYS, truncated, cells)


def _cell(as_of: int, month: int, offset: int, retained: int, size: int) -> CohortCell:
    return CohortCell(offset, retained, retained / size, wilson(retained, size), last_day(month) > as_of)
