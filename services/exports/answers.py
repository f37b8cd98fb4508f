"""The reports that one question answers whole: their rows, as the API's fields show them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final, TypeVar

from domain.errors import NotFoundError
from domain.exports import ExportReport, ExportRequest
from domain.ranges import Months, resolve_range
from services.catalogue.offers import offer_by_id
from services.customers.concentration import ask_concentration
from services.customers.customer_types import ask_customer_types
from services.customers.geography import ask_geography
from services.customers.leaderboard import ask_leaderboard
from services.customers.plans import ask_orders_by_plan, ask_seats_by_plan
from services.customers.trend import ask_trend
from services.retention.active_customers import ActiveCustomersBar, StayBucket, ask_active_customers
from services.retention.curve import ask_curves, ask_points
from services.retention.heat_map import CohortCell, CohortRow, ask_heat_maps
from services.retention.potential_revenue import ask_potential_revenue
from services.retention.standing import CategoryStanding, ask_standings
from services.view import View

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class StayOfBar:
    """A bucket of a bar, beside its bar."""

    bar: ActiveCustomersBar
    bucket: StayBucket


@dataclass(frozen=True, slots=True)
class CellOfCohort:
    """A cell of the heat map, beside its cohort."""

    cohort: CohortRow
    cell: CohortCell


def required(value: Value | None) -> Value:
    """An argument that a settled request has."""
    if value is None:
        raise TypeError("an argument is missing; settle the request first")
    return value


def months_of(view: View, request: ExportRequest) -> Months:
    """The months of a request on the customers page; the default range where it has none."""
    return resolve_range(request.range, view.as_of)


def offer_of(view: View, request: ExportRequest) -> int:
    """The key of a request's offer. Raises NotFoundError where the publisher has none of that id."""
    offer = offer_by_id(view, required(request.offer_id))
    if offer is None:
        raise NotFoundError("offerId: no offer of that id is visible; the field `offers` lists those that are")
    return offer.key


def _trend(view: View, request: ExportRequest) -> Sequence[Any]:
    return ask_trend(view, required(request.filter), months_of(view, request))


def _geography(view: View, request: ExportRequest) -> Sequence[Any]:
    return ask_geography(view, required(request.filter), months_of(view, request))


def _concentration(view: View, request: ExportRequest) -> Sequence[Any]:
    chosen, measure, bands = required(request.filter), required(request.measure), required(request.bands)
    return ask_concentration(view, chosen, months_of(view, request), measure, bands).bands


def _leaderboard(view: View, request: ExportRequest) -> Sequence[Any]:
    chosen, measure, top = required(request.filter), required(request.measure), required(request.top)
    return ask_leaderboard(view, chosen, months_of(view, request), measure, top).entries


def _orders_by_plan(view: View, request: ExportRequest) -> Sequence[Any]:
    customer, top = request.customer_id, required(request.top)
    found = ask_orders_by_plan(view, required(request.filter), months_of(view, request), [customer], top)
    return found[customer].slices


def _seats_by_plan(view: View, request: ExportRequest) -> Sequence[Any]:
    customer, top = request.customer_id, required(request.top)
    found = ask_seats_by_plan(view, required(request.filter), months_of(view, request), [customer], top)
    return found[customer].slices


def _customer_types(view: View, request: ExportRequest) -> Sequence[Any]:
    return ask_customer_types(view, required(request.filter), months_of(view, request), required(request.measure))


def _curve(view: View, request: ExportRequest) -> Sequence[Any]:
    offer, granularity, segment = offer_of(view, request), required(request.granularity), required(request.segment)
    return ask_points(view, ask_curves(view, [offer], granularity, segment)[offer], None, request.up_to)


def _find_standing(view: View, request: ExportRequest) -> CategoryStanding | None:
    offer = offer_of(view, request)
    return ask_standings(view, [offer], required(request.granularity), required(request.segment))[offer]


def _standing(view: View, request: ExportRequest) -> Sequence[Any]:
    found = _find_standing(view, request)
    return () if found is None else (found,)


def _distribution(view: View, request: ExportRequest) -> Sequence[Any]:
    found = _find_standing(view, request)
    return () if found is None else found.distribution


def _potential_revenue(view: View, request: ExportRequest) -> Sequence[Any]:
    offer, granularity, segment = offer_of(view, request), required(request.granularity), required(request.segment)
    return ask_potential_revenue(view, [offer], granularity, segment, request.up_to)[offer]


def _active_customers(view: View, request: ExportRequest) -> Sequence[Any]:
    bars = ask_active_customers(view, request.category)
    return [StayOfBar(bar, bucket) for bar in bars for bucket in bar.buckets]


def _heat_map(view: View, request: ExportRequest) -> Sequence[Any]:
    offer, segment = offer_of(view, request), required(request.segment)
    found = ask_heat_maps(view, [offer], segment, required(request.mature_only))[offer]
    return [CellOfCohort(row, cell) for row in found.rows for cell in row.cells]


ANSWERS: Final[Mapping[ExportReport, Callable[[View, ExportRequest], Sequence[Any]]]] = MappingProxyType(
    {
        ExportReport.CUSTOMER_TREND: _trend,
        ExportReport.GEOGRAPHY: _geography,
        ExportReport.CONCENTRATION: _concentration,
        ExportReport.LEADERBOARD: _leaderboard,
        ExportReport.ORDERS_BY_PLAN: _orders_by_plan,
        ExportReport.SEATS_BY_PLAN: _seats_by_plan,
        ExportReport.CUSTOMER_TYPES: _customer_types,
        ExportReport.RETENTION_CURVE: _curve,
        ExportReport.OFFER_STANDING: _standing,
        ExportReport.SCORE_DISTRIBUTION: _distribution,
        ExportReport.POTENTIAL_REVENUE: _potential_revenue,
        ExportReport.ACTIVE_CUSTOMERS: _active_customers,
        ExportReport.COHORT_HEAT_MAP: _heat_map,
    }
)
"""Each takes a view and a settled request. Raises BadInputError, ForbiddenFieldError and NotFoundError."""
