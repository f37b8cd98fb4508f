"""Service values have every plain field of the types that show them, under the same names."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from inspect import isclass

import pytest
from strawberry.types.base import StrawberryObjectDefinition, get_object_definition

from domain.audit import AuditEvent
from resolvers import catalogue, connections, customers, exports
from resolvers.assembly import graphql_schema
from resolvers.context import Publisher
from resolvers.loaders import CustomersArguments
from schema.fields import asked_of
from services.catalogue import categories, dataset, offers, plans, profiles
from services.customers import (
    concentration,
    customer_types,
    details,
    filter_options,
    geography,
    growth,
    months,
    summary,
    trend,
)
from services.customers import plans as breakdowns
from services.exports import export
from services.retention import (
    active_customers,
    cohort_base,
    curve,
    heat_map,
    interval,
    overview,
    potential_revenue,
    recommendations,
    standing,
)
from services.retention import customers as accounts
from services.retention import details as days

VALUES: Mapping[str, type] = {
    "ActiveCustomersBar": active_customers.ActiveCustomersBar,
    "AuditEvent": AuditEvent,
    "CancelExportPayload": exports.Outcome,
    "Category": categories.Category,
    "CategoryStanding": standing.CategoryStanding,
    "CohortBase": cohort_base.CohortBase,
    "CohortCell": heat_map.CohortCell,
    "CohortHeatMap": heat_map.CohortHeatMap,
    "CohortRow": heat_map.CohortRow,
    "Concentration": concentration.Concentration,
    "ConcentrationBand": concentration.ConcentrationBand,
    "CountrySpread": geography.CountrySpread,
    "Customer": profiles.Customer,
    "CustomerDashboard": CustomersArguments,
    "CustomerDetail": details.CustomerDetail,
    "CustomerFilterOptions": filter_options.FilterOptions,
    "CustomerSummary": summary.CustomerSummary,
    "CustomerTrendPoint": trend.CustomerTrendPoint,
    "CustomerTypePoint": customer_types.CustomerTypePoint,
    "DashboardMonth": months.DashboardMonth,
    "Dataset": dataset.Dataset,
    "Export": export.Export,
    "Growth": growth.Growth,
    "Interval": interval.Interval,
    "Leaderboard": customers.RankedCustomers,
    "LeaderboardEntry": customers.RankedCustomer,
    "Offer": offers.Offer,
    "OfferOverview": overview.OfferOverview,
    "PageInfo": connections.PagePlace,
    "Plan": plans.Plan,
    "PlanBreakdown": breakdowns.PlanBreakdown,
    "PlanRest": breakdowns.PlanRest,
    "PlanSlice": breakdowns.PlanSlice,
    "PotentialRevenue": potential_revenue.PotentialRevenue,
    "Publisher": Publisher,
    "Recommendation": recommendations.Recommendation,
    "RequestExportPayload": exports.Outcome,
    "Retention": catalogue.OfferRetention,
    "RetentionCurve": curve.RetentionCurve,
    "RetentionCustomer": accounts.RetentionCustomer,
    "RetentionDetail": days.RetentionDetail,
    "RetentionPoint": curve.RetentionPoint,
    "ScoreBucket": standing.ScoreBucket,
    "StayBucket": active_customers.StayBucket,
    "UserError": exports.Refusal,
    "Viewer": catalogue.Viewer,
}
"""Type -> the class of the values that it shows; connections and edges are one generic type each."""

ROOTS = ("Query", "Mutation", "Subscription")
TYPES: Mapping[str, StrawberryObjectDefinition] = {
    name: known.definition
    for name, known in graphql_schema.schema_converter.type_map.items()
    if isinstance(known.definition, StrawberryObjectDefinition)
    and not (known.definition.is_input or known.definition.is_interface or name in ROOTS)
}


def plain_fields(name: str) -> set[str]:
    """Fields of a type that are read from the value as they are."""
    return {field.python_name for field in TYPES[name].fields if asked_of(field) is None}


def attributes(kind: type) -> set[str]:
    """Attributes of a class of values."""
    named = {field.name for field in fields(kind)} if is_dataclass(kind) else set(getattr(kind, "_fields", ()))
    return named | {name for name, value in vars(kind).items() if isinstance(value, property)}


def test_every_type_has_its_class_of_values() -> None:
    pages = {name for name in TYPES if name.endswith(("Connection", "Edge"))}
    assert set(VALUES) == set(TYPES) - pages
    assert all(isclass(kind) for kind in VALUES.values())


@pytest.mark.parametrize("name", VALUES)
def test_values_have_every_plain_field(name: str) -> None:
    assert plain_fields(name) - attributes(VALUES[name]) == set()


@pytest.mark.parametrize("row", ["Offer", "CustomerDetail", "RetentionCustomer", "RetentionDetail", "Export"])
def test_pages_have_every_field_of_a_connection(row: str) -> None:
    assert plain_fields(f"{row}Connection") - attributes(connections.PagedRows) == set()
    assert plain_fields(f"{row}Edge") - attributes(connections.PageEdge) == set()


def test_rows_hold_plain_attributes_alone() -> None:
    for row in ("CustomerDetail", "RetentionCustomer", "RetentionDetail", "RetentionPoint", "PlanSlice"):
        assert all(asked_of(field) is None for field in TYPES[row].fields)
    assert get_object_definition(VALUES["Offer"]) is None
