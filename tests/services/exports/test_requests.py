"""Requests: what each report takes, and what is refused before anything is read."""

from datetime import date
from typing import Any

import pytest
from graphql import GraphQLField, GraphQLObjectType, Undefined, get_named_type

from domain.errors import BadInputError
from domain.exports import (
    ARGUMENTS,
    NEEDED,
    ExportFormat,
    ExportReport,
    ExportRequest,
    api_name,
    argument_names,
    read_order,
)
from domain.filters import CustomerFilter, Segment
from domain.measures import Granularity, Measure, RetentionStatus, SortDirection
from domain.pages import Order
from domain.ranges import MonthRange, MonthSpan
from resolvers.assembly import graphql_schema
from schema.orders import CustomerOrderField, RetentionCustomerOrderField, RetentionDetailOrderField
from services.customers import details as customer_details
from services.exports.columns import COLUMNS, Kind

PATHS = {
    ExportReport.CUSTOMER_DETAILS: "customers.nodes",
    ExportReport.CUSTOMER_TREND: "customerDashboard.trend",
    ExportReport.GEOGRAPHY: "customerDashboard.geography",
    ExportReport.CONCENTRATION: "customerDashboard.concentration.bands",
    ExportReport.LEADERBOARD: "customerDashboard.leaderboard.entries",
    ExportReport.ORDERS_BY_PLAN: "customerDashboard.ordersByPlan.slices",
    ExportReport.SEATS_BY_PLAN: "customerDashboard.seatsByPlan.slices",
    ExportReport.CUSTOMER_TYPES: "customerDashboard.byCustomerType",
    ExportReport.RETENTION_DETAILS: "offer.retention.details.nodes",
    ExportReport.RETENTION_CURVE: "offer.retention.curve.points",
    ExportReport.RETENTION_CUSTOMERS: "offer.retention.customers.nodes",
    ExportReport.OFFER_STANDING: "offer.retention.standing",
    ExportReport.SCORE_DISTRIBUTION: "offer.retention.standing.distribution",
    ExportReport.POTENTIAL_REVENUE: "offer.retention.potentialRevenue",
    ExportReport.ACTIVE_CUSTOMERS: "activeCustomers",
    ExportReport.COHORT_HEAT_MAP: "offer.retention.heatMap.rows",
}
"""Where the API shows the rows of a report."""
PAGING = ("first", "after", "last", "before")
VALUES: dict[str, Any] = {
    "range": MonthRange(months=MonthSpan(date(2024, 1, 1), date(2024, 2, 1))),
    "filter": CustomerFilter(active=True),
    "measure": Measure.RAW_USAGE,
    "bands": 20,
    "top": 3,
    "customer_id": "c1",
    "offer_id": "o1",
    "granularity": Granularity.WEEK,
    "segment": Segment(exclude_trials=True),
    "period": 3,
    "status": RetentionStatus.DORMANT,
    "up_to": 4,
    "mature_only": True,
    "category": "Storage",
    "order_by": (Order("revenue"),),
}


def fields_of(report: ExportReport) -> list[GraphQLField]:
    """The fields of the API on the way to a report's rows."""
    kind: Any = graphql_schema._schema.query_type
    found = []
    for name in PATHS[report].split("."):
        assert isinstance(kind, GraphQLObjectType)
        found.append(kind.fields[name])
        kind = get_named_type(kind.fields[name].type)
    return found


def needs(report: ExportReport) -> dict[str, Any]:
    return {name: VALUES[name] for name, default in ARGUMENTS[report].items() if default is NEEDED}


@pytest.mark.parametrize("report", ExportReport)
def test_a_report_takes_what_its_field_takes(report: ExportReport) -> None:
    taken = {name for field in fields_of(report) for name in field.args if name not in (*PAGING, "periods")}
    assert {api_name(name) for name in ARGUMENTS[report]} == taken


@pytest.mark.parametrize("report", ExportReport)
def test_defaults_are_those_of_the_field(report: ExportReport) -> None:
    shown = {name: argument for field in fields_of(report) for name, argument in field.args.items()}
    for name, default in ARGUMENTS[report].items():
        argument = shown[api_name(name)]
        given = argument.default_value if argument.default is None else argument.default.value
        plain = None if default in (NEEDED, CustomerFilter(), Segment(), ()) else default
        shown_default = None if given is Undefined else getattr(given, "value", given)
        assert shown_default == getattr(plain, "value", plain), name


@pytest.mark.parametrize("report", ExportReport)
def test_columns_are_fields_of_the_rows(report: ExportReport) -> None:
    row: Any = get_named_type(fields_of(report)[-1].type)
    known = set(row.fields)
    for part in ("customer", "plan", "offer"):
        if part in row.fields:
            inner: Any = get_named_type(row.fields[part].type)
            known |= {f"{part}Name" if name == "name" else name for name in inner.fields}
    for part in ("growth", "interval", "cells", "buckets"):
        if part in row.fields:
            inner = get_named_type(row.fields[part].type)
            singular = part.removesuffix("s")
            known |= {f"{singular}{name[0].upper()}{name[1:]}" for name in inner.fields} | {
                "cellIntervalLow",
                "cellIntervalHigh",
            }
    names = [column.name for column in COLUMNS[report]]
    assert len(set(names)) == len(names)
    assert set(names) <= known


@pytest.mark.parametrize("report", ExportReport)
@pytest.mark.parametrize("name", argument_names())
def test_an_argument_that_a_report_does_not_take_is_named(report: ExportReport, name: str) -> None:
    given = {**needs(report), name: VALUES[name]}
    if name in ARGUMENTS[report]:
        assert getattr(ExportRequest(report, **given).settled(), name) == VALUES[name]
    else:
        with pytest.raises(BadInputError, match=rf"^{api_name(name)}: {report.value} does not take it; it takes "):
            ExportRequest(report, **given)


@pytest.mark.parametrize("report", [each for each in ExportReport if "offer_id" in ARGUMENTS[each]])
def test_a_report_that_needs_an_offer_says_so(report: ExportReport) -> None:
    with pytest.raises(BadInputError, match=f"^offerId: missing; {report.value} needs it$"):
        ExportRequest(report)


def test_a_settled_request_has_the_defaults() -> None:
    settled = ExportRequest(ExportReport.RETENTION_CUSTOMERS, offer_id="o1").settled()
    assert settled == ExportRequest(
        ExportReport.RETENTION_CUSTOMERS, ExportFormat.CSV, offer_id="o1", granularity=Granularity.DAY, segment=Segment(),
        period=0, status=RetentionStatus.RETAINED, order_by=(),
    )  # fmt: skip
    assert hash(settled) == hash(settled.settled())


@pytest.mark.parametrize("field", ["revenue", "Revenue", ""])
def test_an_order_names_a_field_in_capitals(field: str) -> None:
    with pytest.raises(BadInputError, match="orderBy"):
        read_order(field)
    assert read_order("DATE_LOST", SortDirection.DESC) == Order("date_lost", SortDirection.DESC)


@pytest.mark.parametrize(
    ("report", "fields"),
    [
        (ExportReport.CUSTOMER_DETAILS, CustomerOrderField),
        (ExportReport.RETENTION_CUSTOMERS, RetentionCustomerOrderField),
        (ExportReport.RETENTION_DETAILS, RetentionDetailOrderField),
    ],
)
def test_lists_are_ordered_by_their_columns(report: ExportReport, fields: Any) -> None:
    """Each order of the API is a column, each column with one value an order; but those of the offer, which is one."""
    wanted = {each.name.lower() for each in fields}
    columns = {
        column.field
        for column in COLUMNS[report]
        if column.kind not in (Kind.TEXTS, Kind.NAME) and column.of != "offer"
    }
    assert columns == wanted
    assert set(customer_details.LISTING.fields) - {"personal_data"} == {each.value for each in CustomerOrderField}
