"""The arguments of an export from JSON: read by the types of the API, so that both take and refuse the same."""

from collections.abc import Mapping
from typing import Any

import strawberry
from graphql import GraphQLError
from graphql.utilities import coerce_input_value, validate_input_value
from strawberry.exceptions import StrawberryInputCoercionError
from strawberry.types.arguments import convert_argument

from domain.errors import BadInputError
from domain.exports import ExportFormat, ExportReport, ExportRequest, read_order
from domain.pages import Order
from resolvers.assembly import graphql_schema
from schema.enums import Granularity, Measure, RetentionStatus, SortDirection
from schema.inputs import CustomerFilterInput, MonthRangeInput, SegmentInput


@strawberry.input
class ExportStep:
    """One step of an order."""

    field: str
    direction: SortDirection = SortDirection.ASC

    def to_domain(self) -> Order:
        """Its key."""
        return read_order(self.field, self.direction)


@strawberry.input
class ExportArguments:
    """What an export is asked for beside its report and format."""

    range_: MonthRangeInput | None = strawberry.field(name="range")
    filter_: CustomerFilterInput | None = strawberry.field(name="filter")
    measure: Measure | None
    bands: int | None
    top: int | None
    customer_id: str | None
    offer_id: str | None
    granularity: Granularity | None
    segment: SegmentInput | None
    period: int | None
    status: RetentionStatus | None
    up_to: int | None
    mature_only: bool | None
    category: str | None
    order_by: list[ExportStep] | None

    def to_domain(self, report: ExportReport, kind: ExportFormat) -> ExportRequest:
        """The request. Raises BadInputError."""
        return ExportRequest(
            report=report,
            format=kind,
            range=self.range_.to_domain() if self.range_ else None,
            filter=self.filter_.to_domain() if self.filter_ else None,
            measure=self.measure,
            bands=self.bands,
            top=self.top,
            customer_id=self.customer_id,
            offer_id=self.offer_id,
            granularity=self.granularity,
            segment=self.segment.to_domain() if self.segment else None,
            period=self.period,
            status=self.status,
            up_to=self.up_to,
            mature_only=self.mature_only,
            category=self.category,
            order_by=None if self.order_by is None else tuple(step.to_domain() for step in self.order_by),
        )


def read_request(report: ExportReport, kind: ExportFormat, given: Mapping[str, Any]) -> ExportRequest:
    """The request of a report, a format and arguments as JSON has them. Raises BadInputError naming each that is wrong."""
    try:
        return _read(given).to_domain(report, kind)
    except StrawberryInputCoercionError as error:  # of a range that is none or two
        raise BadInputError(f"arguments: {error}") from error


def _read(given: Mapping[str, Any]) -> ExportArguments:
    converter = graphql_schema.schema_converter
    shape = converter.from_input_object(ExportArguments)
    wrong: list[str] = []

    def note(error: GraphQLError, path: list[str | int]) -> None:
        wrong.append(": ".join(filter(None, [".".join(map(str, path)), error.message])))

    validate_input_value(given, shape, note)
    if wrong:
        raise BadInputError(f"arguments: {'; '.join(wrong)}")
    value = coerce_input_value(given, shape)
    found = convert_argument(value, ExportArguments, converter.scalar_registry, graphql_schema.config)
    assert isinstance(found, ExportArguments)
    return found
