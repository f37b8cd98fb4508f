"""The customers page's questions that the build answers: each on the empty filter, for the range of each preset."""

from collections.abc import Iterator

from domain.filters import CustomerFilter
from domain.measures import Measure, RangePreset
from domain.ranges import MonthRange, Months, resolve_range
from services.customers.concentration import CONCENTRATION
from services.customers.conditions import CHANNELS
from services.customers.customer_types import CUSTOMER_TYPES
from services.customers.dealings import ALL_DEALINGS
from services.customers.details import OPENING, opening_parameters
from services.customers.filter_options import (
    DEALINGS,
    DEFAULT_SUBSCRIPTIONS,
    PLACES,
    SUBSCRIPTIONS,
    subscription_parameters,
)
from services.customers.geography import GEOGRAPHY
from services.customers.leaderboard import DEFAULT_TOP, LEADERBOARD
from services.customers.members import MEMBERS, members_parameters, open_members
from services.customers.months import all_times, bounds
from services.customers.plans import PLANS
from services.customers.slice import STAYS, open_slice
from services.customers.trend import TREND
from services.questions import Parameters, Question, named
from services.slice import Slice
from services.view import View

Asked = tuple[Question, Parameters]
_EVERYBODY = CustomerFilter()


def list_marts(view: View) -> Iterator[tuple[Slice, Question, Parameters]]:
    """Questions and parameters on the part's as_of, each with the slice that it is asked of; shared tables come before what reads them."""
    whole = open_slice(view, _EVERYBODY, None)
    yield view.house.slices.whole(view.part), CHANNELS, ()
    yield whole, STAYS, ()
    yield whole, ALL_DEALINGS, ()
    yield whole, MEMBERS, members_parameters(all_times(view.as_of))
    yield open_members(view, _EVERYBODY, None), OPENING, opening_parameters()
    for preset in RangePreset:
        months = resolve_range(MonthRange(preset=preset), view.as_of)
        yield from ((whole, *asked) for asked in ask_of_range(months))
        yield from ((open_members(view, _EVERYBODY, months), *asked) for asked in ask_of_members())


def ask_of_range(months: Months) -> Iterator[Asked]:
    """What is asked of the slice of the empty filter for a range, its members first."""
    yield MEMBERS, members_parameters(months)
    yield SUBSCRIPTIONS, named(**subscription_parameters(months, None, DEFAULT_SUBSCRIPTIONS))
    for question in (TREND, CUSTOMER_TYPES, PLANS, DEALINGS):
        yield question, named(**bounds(months))


def ask_of_members() -> Iterator[Asked]:
    """What is asked of the members of a range."""
    yield OPENING, opening_parameters()
    yield GEOGRAPHY, ()
    yield PLACES, ()
    for measure in Measure:
        yield CONCENTRATION, named(measure=measure.value)
        yield LEADERBOARD, named(measure=measure.value, top=DEFAULT_TOP)


def list_questions() -> Iterator[Question]:
    """Every question whose answers are stored, some more than once."""
    yield from (CHANNELS, STAYS, ALL_DEALINGS)
    some_months = all_times(as_of=0)
    for asked in (ask_of_range(some_months), ask_of_members()):
        yield from (question for question, _ in asked)
