"""The retention questions that a build answers beforehand, for the empty segment."""

from domain.measures import Granularity
from services.questions import Parameters, Question, named
from services.retention.active_customers import ACTIVE_CUSTOMERS, active_customers_parameters
from services.retention.cohort_base import BASE, base_parameters
from services.retention.counts import CURVE
from services.retention.customers import OPENING_ACCOUNTS, OPENING_USES
from services.retention.customers import opening_parameters as accounts_opening
from services.retention.details import DETAIL_DAYS, OPENING_DETAILS, details_window
from services.retention.details import opening_parameters as details_opening
from services.retention.heat_map import HEAT_MAP, heat_map_parameters
from services.retention.potential_revenue import POTENTIAL_REVENUE
from services.retention.slice import DERIVED, VALUES
from services.retention.window import step_back, window_parameters

_FIRST_PERIOD = 1
"""The period whose accounts a page shows before anybody chooses another."""


def retention_marts(as_of: int) -> tuple[tuple[Question, Parameters], ...]:
    """The questions and their parameters on as_of: the curve of every granularity now and one step back, and what stands beside it."""
    periods = [
        (question, named(**window_parameters(day, granularity)))
        for granularity in Granularity
        for question, day in (
            (CURVE, as_of),
            (CURVE, step_back(as_of, granularity)),
            (POTENTIAL_REVENUE, as_of),
        )
    ]
    return (
        *((derived, ()) for derived in DERIVED),
        *periods,
        *((HEAT_MAP, named(**heat_map_parameters(as_of, mature_only))) for mature_only in (False, True)),
        (ACTIVE_CUSTOMERS, named(**active_customers_parameters(as_of, None))),
        *(
            (question, named(**accounts_opening(as_of, granularity, _FIRST_PERIOD)))
            for granularity in Granularity
            for question in (OPENING_ACCOUNTS, OPENING_USES)
        ),
        (OPENING_DETAILS, named(**details_opening(as_of))),
        (DETAIL_DAYS, named(**details_window(as_of))),
        (BASE, named(**base_parameters(as_of))),
        (VALUES, ()),
    )
