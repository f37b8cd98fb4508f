"""The customers page's questions that the build answers: each on the empty filter, for the range of each preset."""

from collections.abc import Iterator

from domain.measures import Measure, RangePreset
from domain.ranges import MonthRange, Months, resolve_range
from services.customers.concentration import CONCENTRATION
from services.customers.customer_types import CUSTOMER_TYPES
from services.customers.dealings import ALL_DEALINGS
from services.customers.details import DETAILS, OPENING, details_parameters, opening_parameters
from services.customers.filter_options import (
    DEALINGS,
    DEFAULT_SUBSCRIPTIONS,
    PLACES,
    SUBSCRIPTIONS,
    subscription_parameters,
)
from services.customers.geography import GEOGRAPHY
from services.customers.leaderboard import DEFAULT_TOP, LEADERBOARD
from services.customers.months import all_times, bounds
from services.customers.plans import PLANS
from services.customers.slice import DERIVED
from services.customers.trend import TREND
from services.questions import Parameters, Question, named

_OF_RANGE = (TREND, GEOGRAPHY, CUSTOMER_TYPES, PLANS, PLACES, DEALINGS)


def list_marts(as_of: int) -> Iterator[tuple[Question, Parameters]]:
    """Questions and parameters of a part's as_of (a day number), to be asked of `open_slice(view, CustomerFilter(), None)`."""
    for derived in DERIVED:
        yield derived, ()
    yield ALL_DEALINGS, ()
    yield from _list_details(all_times(as_of))
    for preset in RangePreset:
        months = resolve_range(MonthRange(preset=preset), as_of)
        ends = bounds(months)
        yield from _list_details(months)
        yield SUBSCRIPTIONS, named(**subscription_parameters(months, None, DEFAULT_SUBSCRIPTIONS))
        for question in _OF_RANGE:
            yield question, named(**ends)
        for measure in Measure:
            yield CONCENTRATION, named(measure=measure.value, **ends)
            yield LEADERBOARD, named(measure=measure.value, top=DEFAULT_TOP, **ends)


def _list_details(span: Months) -> Iterator[tuple[Question, Parameters]]:
    yield DETAILS, details_parameters(span)
    yield OPENING, named(**opening_parameters(span))
